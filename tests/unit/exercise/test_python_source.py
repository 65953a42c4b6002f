"""Values written as Python."""

import numpy as np
import pytest
from hypothesis import given, settings

from grader.exercise.formulas import Counted, Formula
from grader.exercise.python_source import to_call, to_python
from grader.worker import wire
from tests.values import closed_set, same

NAMES = {"np": np, "FunctionRef": wire.FunctionRef}


def holds_unsupported(value):
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return isinstance(value, wire.Unsupported) or any(map(holds_unsupported, items))


@given(closed_set().filter(lambda value: not holds_unsupported(value)))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_pasted_text_gives_the_value_back(value):
    assert same(eval(to_python(value), NAMES), value)


def test_calls():
    text = to_call("f", (np.array([1.0, np.nan]), wire.WithLayout(np.ones(1), "fortran")), {"eps": 0.1})
    assert text == "f(np.array([1.0, np.nan]), np.array([1.0]), eps=0.1)"
    assert to_call("f", (Formula("A @ x", A=np.eye(1)), len), {}) == "f(lambda x: np.array([[1.0]]) @ x, len)"


def test_memory_layouts_are_kept():
    array = np.arange(6.0).reshape(2, 3)
    for layout in ("fortran", "strided", "read_only"):
        sent = wire.decode(wire.encode(wire.WithLayout(array, layout)))
        (pasted,) = eval(to_call("f", ([sent],), {}), NAMES | {"f": lambda arrays: arrays})
        assert np.array_equal(pasted, array)
        assert pasted.strides == sent.strides


def test_large_arrays_are_summarised():
    assert to_python(np.zeros((20, 20))) == "<float64 array of shape (20, 20), entries from 0 to 0>"


def test_what_could_not_be_sent_is_named():
    kind = "a dict with keys that are not strings"
    assert (
        to_python((0.5, wire.Unsupported(kind), {"a": wire.Unsupported("my\nOwn")}))
        == f"(0.5, <{kind}>, {{'a': <my Own>}})"
    )
    assert len(to_python(wire.Unsupported("x" * 10_000))) < 200


def test_formula_counts_its_calls():
    f = Counted(Formula("np.sum(A * x)", A=np.array([2.0])))
    assert (f(np.array([3.0])), f.calls) == (6.0, 1)
    assert f.__name__ == "lambda x: np.sum(np.array([2.0]) * x)"


@pytest.mark.parametrize("dtype", wire.DTYPES, ids=str)
def test_large_arrays_of_every_dtype_are_summarised(dtype):
    assert to_python(np.ones(200, dtype)).startswith(f"<{dtype} array of shape (200,), entries from 1")
    assert to_python(np.zeros((0, 200), dtype)).startswith("np.zeros((0, 200)")


@pytest.mark.parametrize(
    "value",
    [
        [np.full(100, 0.1)] * 19_000,
        [[[np.full(100, 0.1)] * 100] * 100],
        "\0" * 10**7,
        {"\0" * 10**7: 1},
        {str(number): np.ones(100) for number in range(19_000)},
        (("x" * 10_000,) * 100,) * 100,
    ],
)
def test_text_of_large_values_is_cut(value):
    text = to_python(value)
    assert 10_000 < len(text) < 200_000  # longer than what a report keeps, so that it is seen to be cut there
