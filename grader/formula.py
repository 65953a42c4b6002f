"""Functions that checks pass to students, written so that a report can print them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from grader.literal import to_python


class Formula:
    """A function of one array `x`, given as the text of a NumPy expression.

        f = Formula("np.sum(A * x)", A=np.array([[1.0, 2.0]]))

    `__name__` is a lambda expression with the constants written out; `calls` counts the calls made.
    """

    def __init__(self, text: str, **constants: Any) -> None:
        self._code = compile(text, "<formula>", "eval")
        self._constants = constants
        self.calls = 0
        names = "|".join(map(re.escape, constants)) or "(?!)"
        written_out = re.sub(rf"\b({names})\b", lambda match: to_python(constants[match[0]]), text)
        self.__name__ = f"lambda x: {written_out}"

    def __call__(self, x: Any) -> Any:
        """Evaluate the expression at `x`."""
        self.calls += 1
        return eval(self._code, {"np": np, **self._constants, "x": x})  # noqa: S307 - the text is the course's own
