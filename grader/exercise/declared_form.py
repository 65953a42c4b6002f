"""The generated check `declared_form`: the form of answers is judged once, with a tenth of the points.

An answer with an axis of length 1 too many or too few, or of float32, fails this check. The other checks judge it
after conversion, with the tolerances of float32 if it is of that precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exercise.checks import Check
from grader.exercise.failures import CheckFailed, Failure
from grader.exercise.numeric import to_numbers
from grader.exercise.precision import DOUBLE_RTOL

if TYPE_CHECKING:
    from grader.exercise.precision import FormFault

DECLARED_FORM = "declared_form"
FORM_SHARE = 0.1
VALUES_RTOL = 1e-5  # closer than any wrong formula comes, and coarser than float32's 6e-8 times a condition number
VALUES_ATOL = 1e-8
ROUNDING = 1e-9  # what is left when numbers cancel has few bits in float64 too, so it says nothing about the precision
_TOLD: dict[FormFault, str] = {
    "shape": "In a hidden check, an answer has an axis of length 1 too many or too few.",
    "dtype": "In a hidden check, the numbers of an answer are precise to float32 only.",
}
_HINT = "Does each answer have exactly the shape of the statement, and does everything stay float64?"


def to_declared_form(weight: int) -> Check:
    """Return the generated check; its cases are recorded calls with the reference's replies."""
    return Check(_has_declared_form, "Answers have the declared shape, and the precision of float64.", weight, _HINT)


def to_weight(others: int) -> int:
    """Return the weight that is a tenth of the exercise's, given the sum of the other weights."""
    return max(1, round(others * FORM_SHARE / (1 - FORM_SHARE)))


def to_failure(faults: Mapping[str, FormFault]) -> Failure:
    """Return the failure of the generated check for the first of these faults."""
    summary, form = next(iter(faults.items()))
    return Failure("failed", summary, form=form, about_property=True)


def to_constants(faults: Mapping[str, FormFault]) -> dict[str, FormFault]:
    """Return the faults that were found in hidden checks in words that hold no values."""
    return {_TOLD[form]: form for form in faults.values()}


def _has_declared_form(
    student: Any, function: str, arguments: tuple[Any, ...], options: dict[str, Any], expected: Any
) -> None:
    """Answers have the declared shape, and the precision of float64."""
    actual = getattr(student, function)(*arguments, **options)
    if not _is_close(actual, expected, VALUES_RTOL, VALUES_ATOL):
        raise CheckFailed(Failure("failed", f"The values of {function} are not right, so their form is not judged."))
    if student.is_single() and not _is_close(actual, expected, DOUBLE_RTOL, ROUNDING):
        student.note_single()
    if student.form_faults:
        raise CheckFailed(to_failure(student.form_faults))


def _is_close(actual: Any, expected: Any, rtol: float, atol: float) -> bool:
    if isinstance(expected, Mapping):
        return all(_is_close(actual[key], value, rtol, atol) for key, value in expected.items())
    if isinstance(expected, list | tuple):
        return len(actual) == len(expected) and all(
            _is_close(one, other, rtol, atol) for one, other in zip(actual, expected, strict=True)
        )
    got, want = to_numbers(actual), to_numbers(expected)
    return got.shape == want.shape and bool(np.allclose(got, want, rtol, atol))
