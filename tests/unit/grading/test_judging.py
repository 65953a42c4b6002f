"""What is said of a failure once it is to be shown."""

import pytest

from grader.errors import ServerDied
from grader.execution.replies import Fault
from grader.execution.student import StudentFault
from grader.exercise.assertions import CheckFailed
from grader.grading.judging import Failure, locate


def failing(look_closer, **others):
    return Failure("failed", "student", "The slope is wrong.", look_closer=look_closer, **others)


def test_an_answer_is_looked_at_more_closely():
    found = locate(failing(lambda: CheckFailed("db is wrong.", "At [1] it is 2.", actual="db")))
    assert (found.summary, found.detail, found.actual) == ("db is wrong.", "At [1] it is 2.", "db")
    assert locate(found) is found


@pytest.mark.parametrize(
    "error", [StudentFault(Fault("timed_out", "loss did not finish.")), ServerDied("The fork server died.")]
)
def test_what_is_known_stands_where_looking_closer_fails(error):
    def look_closer():
        raise error

    failure = failing(look_closer)
    assert locate(failure) is failure


def test_an_answer_that_does_not_repeat_is_not_asked_for_again():
    failure = failing(lambda: pytest.fail("asked again"), repeats=False)
    assert locate(failure) is failure


def test_most_failures_say_all_there_is():
    failure = failing(None)
    assert locate(failure) is failure
