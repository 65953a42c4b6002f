"""Scripts: what a check asks when the reference answers."""

from types import ModuleType

import numpy as np
import pytest

from grader.execution.script import Script, write_script
from grader.exercise.checks import Check
from grader.exercise.formulas import Counted, Formula
from grader.worker import wire


@pytest.fixture
def to_script(course):
    """Write the script of a body that calls `softmax` and `numerical_gradient`."""
    exercises = [e for e in course.exercises if e.id in ("softmax_shift", "gradient_check")]
    reference = ModuleType("both")
    for exercise in exercises:
        vars(reference).update({f.name: getattr(exercise.reference, f.name) for f in exercise.functions})
    functions = [function for exercise in exercises for function in exercise.functions]

    def make(body, cases=({},)):
        return write_script(Check(body, "title"), [wire.encode(case) for case in cases], functions, reference)

    return make


def test_each_question_is_there_once(to_script):
    def body(student, x):
        student.softmax(np.ones((1, 2)))
        student.softmax(x)

    script = to_script(body, [{"x": np.ones((1, 2))}, {"x": np.zeros((1, 3))}])
    assert [function for function, _ in script.questions] == ["softmax", "softmax"]
    assert script.asked == ((0,), (0, 1))
    assert script.ends == (1, 2)
    assert script.settled == (True, True)
    assert script.numbers == {script.questions[0]: 0, script.questions[1]: 1}
    assert wire.decode(script.replies[1][4:])[:2] == ("returned", 1)


def test_a_case_that_the_reference_fails_is_not_settled(to_script):
    def body(student, x):
        assert student.softmax(x)[0, 0] == 1.0

    assert to_script(body, [{"x": np.ones((1, 1))}, {"x": np.zeros((1, 2))}]).settled == (True, False)


def test_functions_that_are_called_back_are_not_asked_ahead(to_script):
    def counted(student):
        student.numerical_gradient(Counted(Formula("x[0]")), np.ones(1))
        student.softmax(np.ones((1, 1)))

    script = to_script(counted)
    assert [function for function, _ in script.questions] == ["softmax"]
    assert script.settled == (False,)

    def formula(student):
        student.numerical_gradient(Formula("x[0]"), np.ones(1))

    assert to_script(formula).settled == (True,)


def test_no_script_asks_nothing():
    assert (Script().ends, Script().numbers) == ((), {})
