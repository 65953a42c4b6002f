"""Functions that checks pass to students, written so that a report can print them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from grader.literal import to_python


class Formula:
    """A function of one array `x`, given as the text of a NumPy expression.

        f = Formula("np.sum(A * x)", A=np.array([[1.0, 2.0]]))

    `__name__` is a lambda expression with the constants written out; `calls` counts the calls made. The call with
    the number `fails_on` raises a ZeroDivisionError.
    """

    def __init__(self, text: str, *, fails_on: int = 0, **constants: Any) -> None:
        self._code = compile(text, "<formula>", "eval")
        self._constants = constants
        self.calls = 0
        names = "|".join(map(re.escape, constants)) or "(?!)"
        written_out = re.sub(rf"\b({names})\b", lambda match: to_python(constants[match[0]]), text)
        self._fails_on = fails_on
        self.__name__ = f"lambda x: {written_out}"
        if fails_on:
            count = f"calls.append(x), 1 // (len(calls) != {fails_on})"
            self.__name__ = f"lambda x, calls=[]: ({count}, {written_out})[-1]"

    def __call__(self, x: Any) -> Any:
        """Evaluate the expression at `x`."""
        self.calls += 1
        if self.calls == self._fails_on:
            raise ZeroDivisionError("this function fails on purpose")
        return eval(self._code, {"np": np, **self._constants, "x": x})  # noqa: S307 - the text is the course's own
