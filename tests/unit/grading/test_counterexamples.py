"""Which call of a failing case is shown, and what is said to be expected of it."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader.execution.in_process import InProcessTransport
from grader.execution.replies import Returned
from grader.exercise.assertions import assert_close
from grader.exercise.failures import CheckFailed
from grader.grading.counterexamples import to_counterexample
from grader.grading.grading import grade_exercise
from grader.grading.judging import Outcome


def call(text, answer):
    return SimpleNamespace(text=text, answer=answer, reply=Returned(answer), in_full=text)


def show(calls, *compared, **options):
    with pytest.raises(CheckFailed) as failed:
        assert_close(*compared, **options)
    shown = to_counterexample(Outcome(failed.value.failure, tuple(calls)))
    return shown.call, shown.returned, shown.expected


def test_expected_value_of_the_call_is_told():
    answer = np.array([1.0, 2.0])
    assert show([call("f()", answer)], answer, np.array([1.0, 3.0])) == (
        "f()",
        "np.array([1.0, 2.0])",
        "np.array([1.0, 3.0])",
    )


@pytest.mark.parametrize("answer", [2.0, np.float64(2.0), np.array(2.0)])
def test_expected_number_is_told_of_an_answer_that_was_converted(answer):
    assert show([call("f()", answer)], float(answer), 3.0)[2] == "3.0"


@pytest.mark.parametrize(
    ("compute", "expected"),
    [
        (lambda p: p.sum(axis=-1), np.array([1.0])),
        (lambda p: p[0], np.array([0.5, 0.5])),
        (lambda p: p / 2, np.array([[0.25, 0.25]])),
    ],
)
def test_what_was_computed_from_an_answer_has_no_expected_value_of_the_call(compute, expected):
    answer = np.array([[1.0, 1.0]])
    shown = show([call("softmax()", answer)], compute(answer), expected)
    assert shown == ("softmax()", "np.array([[1.0, 1.0]])", None)


def test_both_answers_that_should_agree_are_shown():
    one, between, other = np.array([0.5]), np.array([0.3]), np.array([0.25])
    calls = [call("g()", one), call("h()", between), call("f()", other)]
    assert show(calls, other, one, names=("of f", "of g")) == (
        "g()\nf()",
        "np.array([0.5])\nnp.array([0.25])",
        None,
    )


def test_slope_that_is_wrong_is_shown_beside_the_one_that_is_right(course):
    (sigmoid,) = (e for e in course.exercises if e.id == "sigmoid_derivative")
    functions = {function.name: getattr(sigmoid.reference, function.name) for function in sigmoid.functions}
    wrong = SimpleNamespace(**functions | {"sigmoid_prime": lambda z: 2 * functions["sigmoid_prime"](z)})
    report = grade_exercise(sigmoid, InProcessTransport(wrong))
    shown = next(check.counterexample for check in report.checks if check.id == "both_slopes_agree")
    assert [text.partition("(")[0] for text in shown.call.splitlines()] == [
        "sigmoid_prime",
        "sigmoid_prime_from_output",
    ]
    assert len(shown.returned.splitlines()) == 2
