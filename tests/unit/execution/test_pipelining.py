"""Calls asked ahead of a check: what raises, hangs or dies costs what it would have cost one at a time."""

import time

import numpy as np
import pytest

from grader.execution.connection import to_frame
from grader.execution.replies import Returned
from grader.execution.transcript import Transcript, to_request
from grader.exercise.failures import Failure
from grader.worker import wire
from grader.worker.request_loop import NOTHING_SEEN


def question(number):
    return ("f", wire.encode(((np.full(1, float(number)),), {})))


def to_transcript(count, per_case=1):
    """Return the transcript of a check with `per_case` calls of f(x) in each case, which should return 2 x."""
    questions = tuple(question(number) for number in range(count))
    replies = tuple(
        to_frame(wire.join(*map(wire.encode, ("returned", number, np.full(1, 2.0 * number))), NOTHING_SEEN))
        for number in range(count)
    )
    requests = tuple(to_request(number, *asked) for number, asked in enumerate(questions))
    asked = tuple(tuple(range(start, start + per_case)) for start in range(0, count, per_case))
    return Transcript(questions, requests, replies, asked, (True,) * len(asked))


def find_first_fault(session, transcript):
    """Do what a check does: call where a case is not confirmed, and stop at the first call that has no answer."""
    for case, asked in enumerate(transcript.asked):
        replies = (
            []
            if session.matches_transcript(transcript, case)
            else [session.call(*transcript.questions[n]) for n in asked]
        )
        faults = [reply for reply in replies if isinstance(reply, Failure)]
        if faults:
            return case, faults[0]
    return None


RIGHT = "def f(x):\n  return 2 * x\n"


def test_right_answers_confirm_every_case(start):
    session, transcript = start(RIGHT), to_transcript(40, 2)
    assert [session.matches_transcript(transcript, case) for case in range(20)] == [True] * 20
    assert session.call(*question(7)).value.tolist() == [14.0]  # known, and not asked again


def test_another_answer_is_not_confirmed_and_can_be_read(start):
    session, transcript = start("def f(x): return 2 * x if x[0] != 5 else x"), to_transcript(10)
    assert [session.matches_transcript(transcript, case) for case in range(10)] == [case != 5 for case in range(10)]
    assert session.call(*question(5)).value.tolist() == [5.0]


def test_a_case_that_is_not_settled_is_not_confirmed(start):
    transcript = to_transcript(2)
    transcript = Transcript(
        transcript.questions, transcript.requests, transcript.replies, transcript.asked, (True, False)
    )
    session = start(RIGHT)
    assert [session.matches_transcript(transcript, 0), session.matches_transcript(transcript, 1)] == [True, False]


def test_a_repeated_call_that_differed_unsettles_every_case_it_is_in(start):
    transcript = to_transcript(3)
    transcript = Transcript(
        transcript.questions, transcript.requests, transcript.replies, ((0,), (1,), (0, 2)), (True,) * 3
    )
    session = start("def f(x): return 2 * x + (x[0] == 0)")
    assert [session.matches_transcript(transcript, case) for case in range(3)] == [False, True, False]


def test_calls_the_script_does_not_have_go_between(start):
    session, transcript = start(RIGHT), to_transcript(30)
    assert session.matches_transcript(transcript, 0)
    assert session.matches_transcript(transcript, 1)
    assert session.call(*question(99)).value.tolist() == [198.0]
    assert all(session.matches_transcript(transcript, case) for case in range(2, 30))


def test_an_exception_costs_its_call_only(start):
    session, transcript = (
        start(RIGHT + "  1 / 0" + "\ndef f(x, f=f): return f(x) if x[0] != 3 else 1 / 0"),
        to_transcript(6),
    )
    assert [session.matches_transcript(transcript, case) for case in range(4)] == [True, True, True, False]
    assert session.call(*question(3)).verdict == "raised"
    assert session.matches_transcript(transcript, 4)


@pytest.mark.parametrize("number", [0, 1, 6])
def test_a_call_that_hangs_is_the_one_that_times_out(start, number):
    session, transcript = (
        start(f"def f(x):\n  while x[0] == {number}: pass\n  return 2 * x", call_wall_s=0.2),
        to_transcript(9),
    )
    case, fault = find_first_fault(session, transcript)
    assert (case, fault.verdict) == (number, "timed_out")
    assert isinstance(session.call(*question(number + 1)), Returned)


def test_slow_calls_have_the_time_of_the_exercise_together(start):
    session, transcript = (
        start("import time\ndef f(x): time.sleep(0.1); return 2 * x", exercise_wall_s=0.25),
        to_transcript(60),
    )
    started = time.monotonic()
    case, fault = find_first_fault(session, transcript)
    assert fault.verdict == "skipped"
    assert 1 <= case <= 4
    assert find_first_fault(session, to_transcript(50))[1].verdict == "skipped"
    assert time.monotonic() - started < 3


def test_slow_answers_that_nobody_needs_are_not_waited_for(start):
    session, transcript = (
        start("import time\ndef f(x): time.sleep(0.1); return 2 * x", call_wall_s=0.3),
        to_transcript(60),
    )
    started = time.monotonic()
    assert [session.matches_transcript(transcript, 0), session.matches_transcript(transcript, 1)] == [True, True]
    assert session.call(*question(99)).value.tolist() == [198.0]
    assert session.matches_transcript(to_transcript(1), 0)
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("number", [0, 1, 6])
def test_a_call_that_kills_its_process_is_the_one_that_died(start, number):
    source = f"import os\ndef f(x):\n  if x[0] == {number}: os._exit(1)\n  return 2 * x"
    session, transcript = start(source), to_transcript(9)
    case, fault = find_first_fault(session, transcript)
    assert (case, fault.verdict) == (number, "died")
    assert "exit code 1" in fault.summary
    assert isinstance(session.call(*question(number + 1)), Returned)


def test_the_next_check_starts_afresh(start):
    session, first, second = start("def f(x):\n  return x"), to_transcript(8), to_transcript(4)
    assert not session.matches_transcript(first, 0)
    assert isinstance(session.call(*question(0)), Returned)
    assert not session.matches_transcript(second, 0)
    assert session.call(*question(3)).value.tolist() == [3.0]


def test_what_hangs_in_an_unfinished_check_does_not_count(start):
    session = start("def f(x):\n  while x[0] == 1: pass\n  return x", call_wall_s=0.2)
    assert not session.matches_transcript(
        to_transcript(4, 4), 0
    )  # call 0 differs; call 1 hangs, but nobody asked for it
    assert session.call(*question(0)).value.tolist() == [0.0]
    assert not session.matches_transcript(to_transcript(1), 0) or session.call(*question(0)).value.tolist() == [0.0]
    assert isinstance(session.call(*question(2)), Returned)


def test_a_function_that_hangs_again_and_again_is_not_asked_ahead(start):
    session = start("def f(x):\n  while True: pass", call_wall_s=0.2, timeouts_per_function=1)
    assert not session.matches_transcript(to_transcript(3), 0)
    assert session.call(*question(0)).verdict == "timed_out"
    assert not session.matches_transcript(to_transcript(4), 0)
    assert session.call(*question(0)).verdict == "skipped"


def test_replies_out_of_turn_are_a_fault(start):
    session = start(
        "import os, struct\ndef f(x):\n"
        "  for fd in range(3, 64):\n"
        "    try: os.write(fd, struct.pack('<I', 1) + b'N')\n"
        "    except OSError: pass\n"
        "  return 2 * x"
    )
    assert not session.matches_transcript(to_transcript(3), 0)
    reply = session.call(*question(0))
    assert isinstance(reply, Failure)
    assert reply.verdict == "died"
