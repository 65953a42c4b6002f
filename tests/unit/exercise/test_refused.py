"""Refused items of answers: whatever a check does with one fails the check."""

import copy
import math

import numpy as np
import pytest

from grader.exercise.assertions import assert_close, assert_equal
from grader.exercise.failures import CheckFailed, Failure
from grader.exercise.refused import Refused, is_refused, read_raw

ONES = np.ones(2)
USES = {
    "float": float,
    "bool": bool,
    "not": lambda item: not item,
    "array": np.asarray,
    "array of it": lambda item: np.array([1.0, item]),
    "minus": lambda item: ONES - item,
    "minus it": lambda item: item - ONES,
    "product": lambda item: ONES @ item,
    "equal": lambda item: item == 1.0,
    "equal tuples": lambda item: (1.0, item) == (1.0, 2.0),
    "less": lambda item: item < 1.0,
    "max": lambda item: max(1.0, item),
    "sum": lambda item: sum([1.0, item]),
    "isinstance": lambda item: isinstance(item, float),
    "len": len,
    "iter": list,
    "item": lambda item: item[0],
    "attribute": lambda item: item.shape,
    "setattr": lambda item: setattr(item, "shape", ()),
    "hash": hash,
    "call": lambda item: item(),
    "isfinite": math.isfinite,
    "np.isfinite": np.isfinite,
    "np.allclose": lambda item: np.allclose(item, item),
    "np.shape": np.shape,
    "copy": copy.deepcopy,
    "assert_close": lambda item: assert_close(item, item),
    "assert_close to it": lambda item: assert_close(1.0, item),
    "assert_equal": lambda item: assert_equal(item, item),
}


def make(seen, raw=None):
    return Refused(Failure("failed", "f(...)[1] returned a set."), raw, seen.append)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_every_use_fails_and_is_reported(use):
    seen = []
    item = make(seen)
    with pytest.raises(CheckFailed, match="returned a set"):
        use(item)
    assert {failure.summary for failure in seen} == {"f(...)[1] returned a set."}
    assert all(failure.actual is item for failure in seen)


def test_a_use_that_numpy_catches_is_reported():
    seen = []
    assert not np.array_equal(make(seen), ONES)
    assert seen


def test_it_can_be_printed_and_recognised():
    seen = []
    item = make(seen, {1: 2})
    assert (f"{item} {item!r} {item:.3g}", is_refused(item), read_raw(item)) == (
        "<refused> " * 2 + "<refused>",
        True,
        {1: 2},
    )
    assert not is_refused(1.0)
    assert seen == []
