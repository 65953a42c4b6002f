"""Functions that checks pass to students, written so that a report can print them."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.exercise.python_source import to_python
from grader.worker.wire import Expression


class Formula:
    """A function of one array `x`, given as the text of a NumPy expression.

        f = Formula("np.sum(A * x)", A=np.array([[1.0, 2.0]]))

    It crosses to the student as its text, and is evaluated where it is called. `__name__` is a lambda
    expression with the constants written out.
    """

    def __init__(self, text: str, **constants: Any) -> None:
        self.text = text
        self.constants = constants
        self._code = compile(text, "<formula>", "eval")
        self.__name__ = to_python(Expression(text, constants))

    def __call__(self, x: Any) -> Any:
        """Evaluate the expression at `x`."""
        return eval(self._code, {"np": np, **self.constants, "x": x})  # noqa: S307 - the text is the course's own


class Counted:
    """A formula that stays with the grader, where its `calls` can be counted; each of them is a question and an answer.

    f = Counted(Formula("np.sum(x * x)"))

    The call with the number `fails_on` raises a ZeroDivisionError.
    """

    def __init__(self, formula: Formula, *, fails_on: int = 0) -> None:
        self._formula = formula
        self._fails_on = fails_on
        self.__name__ = formula.__name__
        if fails_on:
            count = f"calls.append(x), 1 // (len(calls) != {fails_on})"
            self.__name__ = f"lambda x, calls=[]: ({count}, ({formula.__name__})(x))[-1]"
        self.calls = 0

    def __call__(self, x: Any) -> Any:
        """Count the call and evaluate the formula at `x`."""
        self.calls += 1
        if self.calls == self._fails_on:
            raise ZeroDivisionError("this function fails on purpose")
        return self._formula(x)
