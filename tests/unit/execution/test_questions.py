"""Questions of a worker during a call: their number, their size, their order and their time are limited."""

import socket
import time

import numpy as np
import pytest

from grader.execution import questions
from grader.execution.connection import Connection, to_frame
from grader.execution.questions import TooManyCallbacksError, await_reply
from grader.worker import frames, wire

NUMBER = 7


def question(*arguments, number=NUMBER, index=0):
    return to_frame(wire.encode(("ask", number, index, arguments, {})))


class Worker:
    """A worker that keeps to the order: it sends each message after it was given an answer to the last one."""

    def __init__(self, *messages):
        self.messages = list(messages)
        self.answers = []
        self.last_bytes = 0
        self.is_sending = False

    def read_frame(self, _deadline):
        message = self.messages.pop(0)
        self.last_bytes = len(message) - 4
        return message[4:]

    def has_unread(self):
        return False

    def post(self, frame):
        self.answers.append(wire.decode(frame[4:]))


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    yield connection, theirs
    connection.close()
    theirs.close()


def soon(wall_s=10.0):
    return time.monotonic() + wall_s


def test_questions_are_answered_until_the_reply_comes():
    worker = Worker(question(1.0), question("x"), to_frame(wire.encode("done")))
    assert await_reply(worker, NUMBER, [lambda x: 1.0 + x], 5, soon()) == "done"
    assert worker.answers[0] == ("answer", 2.0)
    assert worker.answers[1][:2] == ("error", "TypeError")


def test_time_for_answers_counts_towards_the_deadline():
    worker = Worker(*[question()] * 1_000)
    with pytest.raises(TimeoutError):
        await_reply(worker, NUMBER, [lambda: 1.0], 1_000, soon(-0.001))
    assert len(worker.answers) == 1


def test_questions_are_counted():
    worker = Worker(*[question()] * 10)
    with pytest.raises(TooManyCallbacksError, match="more than 4 times"):
        await_reply(worker, NUMBER, [lambda: 1.0], 4, soon())
    assert len(worker.answers) == 4


def test_bytes_of_questions_are_counted(monkeypatch):
    monkeypatch.setattr(questions, "MAX_QUESTION_BYTES", 3 << 20)
    worker = Worker(*[question(np.zeros(1 << 17))] * 10)  # a MiB each, and a little more
    with pytest.raises(TooManyCallbacksError, match="more than 3 MB"):
        await_reply(worker, NUMBER, [lambda x: 1.0], 1_000, soon())
    assert len(worker.answers) == 2


@pytest.mark.parametrize("second", [question(), question()[:5], to_frame(wire.encode("done"))])
def test_nothing_may_come_before_the_answer_was_sent(ends, second):
    connection, theirs = ends
    theirs.sendall(question() + second)
    with pytest.raises(wire.WireError, match="before the answer"):
        await_reply(connection, NUMBER, [lambda: 1.0], 1_000, soon())


def test_question_that_comes_while_the_answer_is_made_is_refused_as_well(ends):
    connection, theirs = ends
    theirs.sendall(question())
    with pytest.raises(wire.WireError, match="before the answer"):
        await_reply(connection, NUMBER, [lambda: theirs.sendall(question())], 1_000, soon())


def test_worker_that_does_not_read_its_answer_may_not_ask_again(ends):
    connection, theirs = ends
    theirs.sendall(question())

    def answer():
        if connection.is_sending:
            raise AssertionError("a second question was answered")
        return np.zeros(1 << 20)

    def ask_again(frame, post=connection.post):
        post(frame)
        theirs.sendall(question())

    connection.post = ask_again
    with pytest.raises(wire.WireError, match="before the answer"):
        await_reply(connection, NUMBER, [answer], 1_000, soon())


@pytest.mark.parametrize("asked", [question(number=NUMBER + 1), question(index=1), question(index=-1)])
def test_question_about_another_call_or_function_is_no_question(ends, asked):
    connection, theirs = ends
    theirs.sendall(asked)
    assert await_reply(connection, NUMBER, [lambda: 1.0], 1_000, soon())[0] == "ask"


def test_worker_that_hangs_up_is_told(ends):
    connection, theirs = ends
    theirs.close()
    with pytest.raises(frames.Disconnected):
        await_reply(connection, NUMBER, [], 1_000, soon())
