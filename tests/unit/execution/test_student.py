"""Calls as checks make them."""

import numpy as np
import pytest

from grader.errors import CourseError
from grader.execution.in_process import InProcessTransport
from grader.execution.student import Callback, StudentProxy
from grader.exercise.failures import CheckFailed, Failure
from grader.exercise.formulas import Formula
from grader.worker import wire


def to_student(course, exercise_id, **functions):
    exercise = next(e for e in course.exercises if e.id == exercise_id)
    module = type(np)("answers")
    vars(module).update(functions)
    return StudentProxy({f.name: f for f in exercise.functions}, InProcessTransport(module))


def test_call_returns_a_trusted_answer(course):
    student = to_student(course, "softmax_shift", softmax=lambda Z: [[0.5, 0.5]])
    found = student.softmax(np.zeros((1, 2)))
    assert found.tolist() == [[0.5, 0.5]]
    assert student.calls[0].text == "softmax(np.array([[0.0, 0.0]]))"
    assert student.calls[0].answer is found


def test_arguments_go_by_position_and_options_by_keyword(course):
    seen = {}

    def numerical_gradient(*args, **options):
        seen.update(args=len(args), options=options)
        return np.zeros(1)

    student = to_student(course, "gradient_check", numerical_gradient=numerical_gradient)
    student.numerical_gradient(theta=np.zeros(1), f=Formula("x[0]"), eps=0.5)
    assert seen == {"args": 2, "options": {"eps": 0.5}}


def test_arrays_in_another_layout_can_be_sent(course):
    student = to_student(course, "softmax_shift", softmax=lambda Z: Z / 1 if not Z.flags.writeable else None)
    assert student.softmax(wire.WithLayout(np.ones((1, 2)), "read_only")).tolist() == [[1.0, 1.0]]


@pytest.mark.parametrize(
    ("function", "verdict", "words"),
    [
        (lambda Z: None, "failed", "returned None"),
        (lambda Z: 1 / 0, "raised", "raised a ZeroDivisionError"),
        (lambda Z: {1}, "failed", "returned a set"),
    ],
)
def test_faults_are_raised(course, function, verdict, words):
    with pytest.raises(CheckFailed, match=words) as caught:
        to_student(course, "softmax_shift", softmax=function).softmax(np.zeros(2))
    assert caught.value.failure.verdict == verdict


def test_missing_function_is_not_attempted(course):
    with pytest.raises(CheckFailed) as caught:
        to_student(course, "softmax_shift").softmax(np.zeros(2))
    assert caught.value.failure.verdict == "not_attempted"


@pytest.mark.parametrize(
    "call",
    [
        lambda s: s.sofmax(np.zeros(2)),
        lambda s: s.softmax(),
        lambda s: s.softmax(np.zeros(2), np.zeros(2)),
        lambda s: s.softmax(np.zeros(2), Z=np.zeros(2)),
        lambda s: s.softmax(np.zeros(2), axis=0),
        lambda s: s.softmax(np.zeros(())),
    ],
)
def test_wrong_calls_are_the_course_s_fault(course, call):
    with pytest.raises(CourseError):
        call(to_student(course, "softmax_shift", softmax=lambda Z: Z))


def test_observe_tells_what_came_of_a_call(course):
    def numerical_gradient(f, theta, eps=1e-4):
        theta[0] = 9.0
        return theta * f(theta)

    student = to_student(course, "gradient_check", numerical_gradient=numerical_gradient)
    seen = student.observe("numerical_gradient", Formula("x[0]"), np.zeros(1))
    assert (seen.answer.tolist(), seen.failure, seen.exception) == ([81.0], None, "")
    assert seen.side_effects.modified == ("1",)
    seen = student.observe("numerical_gradient", Formula("1 / 0"), np.zeros(1))
    assert seen.answer is None
    assert seen.exception == "ZeroDivisionError"
    assert seen.side_effects.modified == ("1",)


def test_observe_does_not_hide_what_is_no_exception(course):
    with pytest.raises(CheckFailed):
        to_student(course, "softmax_shift").observe("softmax", np.zeros(2))
    with pytest.raises(CheckFailed):
        to_student(course, "softmax_shift", softmax=lambda Z: None).observe("softmax", np.zeros(2))


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((), {}, "takes one array, not 0"),
        ((1.0,), {"x": 1}, "takes one array, not 2"),
        ((1.0,), {}, r"an array of shape \(2,\), not \(\)"),
        (("ab",), {}, "an array of numbers"),
        (([[1], [1, 2]],), {}, "an array of numbers"),
        (({},), {}, "an array of numbers"),
    ],
)
def test_callbacks_take_one_array_of_the_declared_shape(arguments, options, words):
    callback = Callback(lambda x: 1.0, ("n",), {"n": (2,)})
    with pytest.raises(ValueError, match=words):
        callback(*arguments, **options)


def test_callbacks_take_whatever_becomes_such_an_array():
    assert Callback(lambda x: x.sum(), ("n",), {"n": (2,)})([1, 2.5]) == 3.5
    assert Callback(lambda x: x.sum(), None, {})(1) == 1.0


def test_only_so_many_calls_are_kept(course, monkeypatch):
    monkeypatch.setattr("grader.execution.student.MAX_CALLS_KEPT", 1)
    student = to_student(course, "softmax_shift", softmax=lambda Z: Z)
    for _ in range(3):
        student.softmax(np.zeros(2))
    assert len(student.calls) == 1
    student.softmax(np.ones(2))
    assert student.calls[-1].text == "softmax(np.array([1.0, 1.0]))"


def test_private_names_are_no_functions(course):
    with pytest.raises(AttributeError):
        _ = to_student(course, "softmax_shift")._repr_html_


def test_fault_of_a_worker_is_passed_on(course):
    class Broken:
        def call(self, function, arguments, callbacks=()):
            return Failure("died", "gone")

    exercise = next(e for e in course.exercises if e.id == "softmax_shift")
    with pytest.raises(CheckFailed, match="gone"):
        StudentProxy({f.name: f for f in exercise.functions}, Broken()).softmax(np.zeros(2))
