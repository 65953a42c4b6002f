"""What a check may demand of an answer; a demand that fails says by how much and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from grader.exercise.failures import CheckFailed, Failure
from grader.exercise.numeric import to_numbers
from grader.exercise.precision import DOUBLE_ATOL, DOUBLE_RTOL, SINGLE_ATOL, SINGLE_RTOL, forgives_single
from grader.exercise.python_source import to_python
from grader.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_FACTOR = 12  # a larger one, or one that is no whole number or its inverse, is a coincidence
MAX_MEASURED = 200
_NAMES = ("got", "expected")


def fail(
    summary: str,
    detail: str = "",
    *,
    actual: Any = None,
    against: Any = None,
    expected: Any = None,
    measured: str = "",
    vacuous: bool = False,
    look_closer: Callable[[], Failure] | None = None,
) -> NoReturn:
    """Fail the check: its property does not hold. The arguments are those of `Failure`.

    Raises:
        CheckFailed: always.
    """
    failure = Failure(
        "failed",
        summary,
        detail,
        about_property=True,
        vacuous=vacuous,
        actual=actual,
        against=against,
        expected=expected,
        measured=measured,
        look_closer=look_closer,
    )
    raise CheckFailed(failure)


def assert_that(
    holds: bool | np.bool_,
    summary: str,
    detail: str = "",
    *,
    actual: Any = None,
    against: Any = None,
    measured: str = "",
    in_single: bool | np.bool_ = False,
) -> None:
    """Fail with these words unless `holds`.

    Args:
        summary: one sentence without values; if it is a constant, students read it of hidden checks too.
        detail: the values.
        actual: the answer in question, to find the call that returned it.
        against: the other answer, to find its call as well, where two should agree.
        measured: a sentence with the values in all their digits, for a replay.
        in_single: whether it holds at the precision of float32, which is enough for answers of float32.
    """
    if not holds and not forgives_single(in_single):
        fail(summary, detail, actual=actual, against=against, measured=measured)


@np.errstate(all="ignore")  # a student's numbers may be anything
def assert_close(
    actual: Any,
    expected: Any,
    what: str = "The result",
    *,
    rtol: float = DOUBLE_RTOL,
    atol: float = DOUBLE_ATOL,
    scale: float = 1.0,
    step: float = 1.0,
    names: tuple[str, str] = _NAMES,
) -> None:
    """Fail unless `|actual - expected| <= atol * max(1, scale) + rtol * |expected|` everywhere.

    The defaults are for a comparison with the reference: a correct float64 computation of the sizes used
    in this course loses a few of its 16 digits to the order of its sums, and never seven. `scale` is the
    size of the summands where a result is a difference of large numbers. The bound does not grow with
    the number of entries. Answers of float32 get the tolerances of float32, divided by `step`, the step of a
    difference quotient of them. `names` say what the two are where neither is known to be right: two answers that
    should agree.
    """
    got, want = to_numbers(actual), to_numbers(expected)
    if got.shape != want.shape:
        shapes = f"has shape {got.shape}, expected {want.shape}."
        detail, measured = f"It {shapes}", f"{what} {shapes}"
        fail(f"{what} has the wrong shape.", detail, actual=actual, expected=expected, measured=measured)
    error = np.abs(got - want)
    bound = atol * max(1.0, scale) + rtol * np.abs(want)
    wrong = ~(error <= bound) | ~np.isfinite(want)  # inf <= inf would pass, whatever came
    if wrong.any() and not forgives_single(
        np.all(error <= SINGLE_ATOL * max(1.0, scale) / step + SINGLE_RTOL * np.abs(want))
    ):
        place = _find_worst(error, wrong)
        detail = _where(got, want, error, place, names)
        allowed = f"; a difference of {bound[place]:.2g} is allowed" if np.isfinite(bound[place]) else ""
        measured = f"{_measure(what, got, want, place, names)}{allowed}."
        if names != _NAMES:
            summary = f"{what} differs{_how_many(wrong)}."
            fail(summary, detail, actual=actual, against=expected, measured=measured)
        detail += _factor(got, want) + _precision(got, want, error, wrong)
        fail(f"{what} is wrong{_how_many(wrong)}.", detail, actual=actual, expected=expected, measured=measured)


def assert_equal(actual: Any, expected: Any, what: str = "The result") -> None:
    """Fail unless both are exactly equal; for counts, one-hot rows and copies."""
    if not np.array_equal(actual, expected) and not forgives_single(_is_equal_in_single(actual, expected)):
        detail = f"Got {actual}, expected {expected}." if np.ndim(expected) == 0 else ""
        measured = _measure_first(what, actual, expected)
        fail(f"{what} is wrong.", detail, actual=actual, expected=expected, measured=measured)


def _measure_first(what: str, actual: Any, expected: Any) -> str:
    """Return a sentence with the first entries that differ; with both values, unless they are arrays of one shape."""
    if isinstance(actual, np.ndarray) and isinstance(expected, np.ndarray) and actual.shape == expected.shape:
        place = tuple(map(int, np.argwhere(actual != expected)[0]))
        return f"{_measure(what, actual, expected, place)}."
    one, other = (printable(to_python(value), MAX_MEASURED) for value in (actual, expected))
    return f"{what} is {one}, expected {other}."


def _is_equal_in_single(actual: Any, expected: Any) -> bool:
    got, want = np.asarray(actual), np.asarray(expected)
    return got.dtype.kind == "f" and got.shape == want.shape and np.array_equal(got, want.astype(np.float32))


def relative_error(a: float, b: float) -> float:
    """Return `|a - b| / max(1, |a|, |b|)`, the measure used for centred differences."""
    return abs(a - b) / max(1.0, abs(a), abs(b))


def _how_many(wrong: Any) -> str:
    count = int(wrong.sum())
    if wrong.size == 1:
        return ""
    return " in every entry" if count == wrong.size else f" in {count} of its {wrong.size} entries"


def _find_worst(error: Any, wrong: Any) -> tuple[int, ...]:
    error = np.where(wrong, np.nan_to_num(error, nan=np.inf), -1.0)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(error)), error.shape))


def _where(got: Any, want: Any, error: Any, place: tuple[int, ...], names: tuple[str, str]) -> str:
    where = f" at {list(place)}" if place else ""
    digits = next((n for n in (6, 9, 12) if f"{got[place]:.{n}g}" != f"{want[place]:.{n}g}"), 16)
    values = f"{names[0]} {got[place]:.{digits}g}, {names[1]} {want[place]:.{digits}g}"
    kind = "error" if names == _NAMES else "difference"
    return f"Largest {kind} {np.nan_to_num(error[place], nan=np.inf):.2g}{where}: {values}."


def _measure(what: str, got: Any, want: Any, place: tuple[int, ...], names: tuple[str, str] = _NAMES) -> str:
    """Return the beginning of a sentence with two numbers in all their digits."""
    where = f" at {list(place)}" if place else ""
    one, other = (printable(to_python(array[place].item()), MAX_MEASURED) for array in (got, want))
    values = f"{one}, expected {other}" if names == _NAMES else f"{one} {names[0]} and {other} {names[1]}"
    return f"{what}{where} is {values}"


def _precision(got: Any, want: Any, error: Any, wrong: Any) -> str:
    """Say so if nearly every entry is right to eight digits and not to twelve."""
    size = np.abs(want)
    tiny = (error <= 1e-6 * size) & np.isfinite(got) & (size > 0)
    if not (tiny | ~wrong).all() or 2 * wrong.sum() < wrong.size:
        return ""
    return " It is right to several digits and not to twelve: is a small constant added, such as 1e-8?"


def _factor(got: Any, want: Any) -> str:
    """Say so when every entry is off by one and the same factor."""
    nonzero = np.abs(want) > 1e-9
    if not (np.isfinite(got).all() and np.isfinite(want).all()):
        return ""
    if not nonzero.any() or np.any(np.abs(got[~nonzero]) > 1e-9):
        return ""
    ratios = np.asarray(got[nonzero] / want[nonzero])
    if np.iscomplexobj(ratios) or not np.isfinite(ratios).all():
        return ""
    factor = float(ratios.flat[0])
    if abs(factor) < 1e-9 or np.abs(ratios - factor).max() > 1e-6 * abs(factor):
        return ""
    if abs(factor + 1) < 1e-6:
        return " The sign is the wrong way round." if ratios.size == 1 else " Every entry has the wrong sign."
    simple = any(abs(x - round(x)) < 1e-6 and 1 < abs(round(x)) <= MAX_FACTOR for x in (factor, 1 / factor))
    every = "It is" if ratios.size == 1 else "Every entry is"
    return f" {every} {factor:.4g} times what it should be." if simple else ""
