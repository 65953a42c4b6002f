"""What is said of a failure once it is to be shown."""

from dataclasses import replace

import pytest

from grader.errors import ServerDied
from grader.exercise.failures import CheckFailed, Failure
from grader.grading.judging import Outcome
from grader.grading.shrinking import pinpoint


def failing(look_closer):
    return Outcome(Failure("failed", "The slope is wrong.", look_closer=look_closer))


def test_an_answer_is_looked_at_more_closely():
    found = pinpoint(failing(lambda: Failure("failed", "db is wrong.", "At [1] it is 2.", actual="db")))
    failure = found.failure
    assert (failure.summary, failure.detail, failure.actual) == ("db is wrong.", "At [1] it is 2.", "db")
    assert pinpoint(found) is found


def test_what_is_measured_more_closely_counts():
    coarse = Failure("failed", "The slope is wrong.", measured="It is 1.5.")
    for measured, told in (("db at [1] is 2.5.", "db at [1] is 2.5."), ("", "It is 1.5.")):
        closer = Failure("failed", "db is wrong.", measured=measured)
        assert pinpoint(Outcome(replace(coarse, look_closer=lambda it=closer: it))).failure.measured == told


@pytest.mark.parametrize(
    "error", [CheckFailed(Failure("timed_out", "loss did not finish.")), ServerDied("The fork server died.")]
)
def test_what_is_known_stands_where_looking_closer_fails(error):
    def look_closer():
        raise error

    outcome = failing(look_closer)
    assert pinpoint(outcome) is outcome


def test_an_answer_that_does_not_repeat_is_not_asked_for_again():
    outcome = replace(failing(lambda: pytest.fail("asked again")), repeats=False)
    assert pinpoint(outcome) is outcome


def test_most_failures_say_all_there_is():
    outcome = failing(None)
    assert pinpoint(outcome) is outcome
