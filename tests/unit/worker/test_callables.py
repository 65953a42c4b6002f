"""Functions of the grader in a worker: references that ask, and expressions that are evaluated in place."""

import numpy as np
import pytest

from grader.worker import callables, wire


def to_function(text, shape=None, limit=100, **constants):
    value = wire.decode(wire.encode(wire.Expression(text, constants, shape)))
    return callables.to_callables([value], None, limit)[0]


def test_an_expression_is_evaluated_with_plain_results():
    result = to_function("(np.sum(A * x), A, True)", A=np.array([2.0, 3.0]))([1, 1])
    assert result[0] == 5.0
    assert type(result[0]) is float
    assert result[2] is True


def test_changing_a_result_does_not_change_the_next():
    f = to_function("(0.0, G)", G=np.zeros(2))
    f([0.0])[1][:] = 7.0
    assert f([0.0])[1].tolist() == [0.0, 0.0]


def test_the_argument_is_a_copy():
    x = np.zeros(2)
    to_function("x.fill(9.0) or 1.0")(x)
    assert x.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((), {}, "takes one array, not 0"),
        ((1.0,), {"x": 1}, "takes one array, not 2"),
        ((1.0,), {}, r"an array of shape \(2,\), not \(\)"),
        (("ab",), {}, "an array of numbers"),
    ],
)
def test_other_calls_are_errors_of_the_caller(arguments, options, words):
    with pytest.raises(ValueError, match=words) as caught:
        to_function("1.0", (2,))(*arguments, **options)
    assert caught.value.from_callback


def test_what_the_expression_raises_is_marked_as_its_own():
    with pytest.raises(ZeroDivisionError) as caught:
        to_function("1 / 0")(1.0)
    assert caught.value.from_callback


def test_calls_are_counted():
    f = to_function("1.0", limit=2)
    assert (f(1.0), f(1.0)) == (1.0, 1.0)
    with pytest.raises(callables.CallLimitError):
        f(1.0)


def test_references_ask_and_other_values_stay():
    asked = []
    function, number = callables.to_callables([wire.FunctionRef(3), 1.0], lambda *question: asked.append(question), 1)
    function(2.0, y=1)
    assert asked == [(3, (2.0,), {"y": 1})]
    assert number == 1.0
