"""Answers that take no work have the right form."""

import numpy as np
import pytest

from grader.authoring.effortless import KINDS, EffortlessTransport, find_copyable_calls
from grader.course.course import load_course
from grader.execution.in_process import InProcessTransport
from grader.execution.student import StudentProxy
from grader.exercise.spec import ArrayOf, Function, ListOf, Parameter, ScalarOf
from grader.worker import wire
from tests.toy import write_course


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_passes_the_boundary_for_every_exercise(course, kind):
    for exercise in course.exercises:
        functions = {function.name: function for function in exercise.functions}
        student = StudentProxy(functions, EffortlessTransport(functions, kind))
        for function in exercise.functions:
            arguments = [_argument(parameter) for parameter in function.parameters if not parameter.optional]
            assert getattr(student, function.name)(*arguments) is not None
    student.transport.restart()


def _argument(parameter: Parameter):
    if parameter.kind == "function":
        return len
    return np.ones([2 for dim in parameter.dims]) if parameter.kind == "array" else 1


def test_lists_and_arrays_of_any_shape():
    functions = {
        "f": Function("f", (), ListOf(ArrayOf(None)), "f()", ""),
        "g": Function("g", (), ScalarOf(int), "", ""),
    }
    student = StudentProxy(functions, EffortlessTransport(functions, "ones"))
    assert student.f() == [np.array(1.0)]
    assert student.g() == 1


@pytest.mark.parametrize(("kind", "entry"), [("zeros", 0.0), ("ones", 1.0), ("uniform", 0.5)])
def test_arrays_in_lists_say_what_shapes_are_wanted(kind, entry):
    arrays, shapes = Parameter("arrays", "other", None, False), Parameter("shapes", "other", None, False)
    functions = {
        "f": Function("f", (arrays,), ArrayOf(("p",)), "f(arrays)", ""),
        "g": Function("g", (arrays, shapes), ListOf(ArrayOf(None)), "g(arrays, shapes)", ""),
    }
    student = StudentProxy(functions, EffortlessTransport(functions, kind))
    assert student.f([np.ones((2, 2)), np.ones(3)]).shape == (7,)
    first, second = student.g([np.ones(1)], [(2,), (3, 2)])
    assert (first.tolist(), second.tolist()) == ([entry] * 2, [[entry] * 2] * 3)


def test_array_in_a_list_is_handed_back():
    arrays = Parameter("arrays", "other", None, False)
    functions = {"f": Function("f", (arrays,), ArrayOf(("p",)), "f(arrays)", "")}
    given = np.array([3.0, 4.0])
    assert StudentProxy(functions, EffortlessTransport(functions, "input")).f([given]).tolist() == [3.0, 4.0]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("ranks", [[2.0, 0.0, 1.0], [0.0, 2.0, 1.0]]), ("line", [[1.5, -0.5, 0.5], [0.25, 1.0, 0.75]])],
)
def test_answers_that_follow_the_input(kind, expected):
    X = Parameter("X", "array", ("n", "k"), False)
    functions = {"f": Function("f", (X,), ArrayOf(("n", "k")), "f(X)", "")}
    student = StudentProxy(functions, EffortlessTransport(functions, kind))
    assert student.f(np.array([[4.0, -4.0, 0.0], [-1.0, 2.0, 1.0]])).tolist() == expected


@pytest.mark.parametrize(("kind", "expected"), [("ranks", [0.0, 1.0]), ("line", [0.5, 0.5])])
def test_answers_without_an_input_of_their_shape(kind, expected):
    X = Parameter("X", "array", ("n", "k"), False)
    functions = {"f": Function("f", (X,), ArrayOf(("k",)), "f(X)", "")}
    assert StudentProxy(functions, EffortlessTransport(functions, kind)).f(np.ones((3, 2))).tolist() == expected


def test_calls_that_each_case_of_a_public_check_makes_can_be_copied(tmp_path):
    (toy,) = load_course(write_course(tmp_path)).exercises
    copyable = find_copyable_calls(toy)
    # Neither the drawn inputs of the public check nor those of the hidden one are among them.
    ((function, arguments),) = copyable
    assert (function, [x.tolist() for x in wire.decode(arguments)[0]]) == ("double", [[1.0]])
    functions = {function.name: function for function in toy.functions}
    transport = EffortlessTransport(functions, "zeros", copyable, InProcessTransport(toy.reference))
    student = StudentProxy(functions, transport)
    assert student.double(np.array([1.0])).tolist() == [2.0]
    assert student.double(np.array([1.5])).tolist() == [0.0]
