"""Scripts: what a check asks when the reference answers."""

from types import ModuleType

import numpy as np
import pytest

from grader.course.transcripts import record_transcript
from grader.execution.transcript import Transcript
from grader.exercise.checks import Check
from grader.exercise.formulas import Counted, Formula
from grader.worker import wire


@pytest.fixture
def to_transcript(course):
    """Write the transcript of a body that calls `softmax` and `numerical_gradient`."""
    exercises = [e for e in course.exercises if e.id in ("softmax_shift", "gradient_check")]
    reference = ModuleType("both")
    for exercise in exercises:
        vars(reference).update({f.name: getattr(exercise.reference, f.name) for f in exercise.functions})
    functions = [function for exercise in exercises for function in exercise.functions]

    def make(body, cases=({},)):
        return record_transcript(Check(body, "title"), [wire.encode(case) for case in cases], functions, reference)

    return make


def test_each_question_is_there_once(to_transcript):
    def body(student, x):
        student.softmax(np.ones((1, 2)))
        student.softmax(x)

    transcript = to_transcript(body, [{"x": np.ones((1, 2))}, {"x": np.zeros((1, 3))}])
    assert [function for function, _ in transcript.questions] == ["softmax", "softmax"]
    assert transcript.asked == ((0,), (0, 1))
    assert transcript.ends == (1, 2)
    assert transcript.settled == (True, True)
    assert transcript.numbers == {transcript.questions[0]: 0, transcript.questions[1]: 1}
    assert wire.decode(transcript.replies[1][4:])[:2] == ("returned", 1)


def test_a_case_that_the_reference_fails_is_not_settled(to_transcript):
    def body(student, x):
        assert student.softmax(x)[0, 0] == 1.0

    assert to_transcript(body, [{"x": np.ones((1, 1))}, {"x": np.zeros((1, 2))}]).settled == (True, False)


def test_functions_that_are_called_back_are_not_asked_ahead(to_transcript):
    def counted(student):
        student.numerical_gradient(Counted(Formula("x[0]")), np.ones(1))
        student.softmax(np.ones((1, 1)))

    transcript = to_transcript(counted)
    assert [function for function, _ in transcript.questions] == ["softmax"]
    assert transcript.settled == (False,)

    def formula(student):
        student.numerical_gradient(Formula("x[0]"), np.ones(1))

    assert to_transcript(formula).settled == (True,)


def test_no_script_asks_nothing():
    assert (Transcript().ends, Transcript().numbers) == ((), {})
