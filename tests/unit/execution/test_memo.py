"""Within a check, the same call is made once."""

from grader.execution.in_process import InProcessTransport
from grader.execution.memo import MAX_REMEMBERED_BYTES, Memo
from grader.exercise.failures import Failure
from grader.worker import wire

NOTHING = wire.encode(((), {}))


class Counting:
    """A transport that answers each call with its number, or with a failure."""

    def __init__(self, verdict=None):
        self.verdict = verdict
        self.calls = 0
        module = type(wire)("answers")
        module.f = lambda *_: self.calls
        self.transport = InProcessTransport(module)

    def call(self, function, arguments, callbacks=()):
        self.calls += 1
        if self.verdict:
            return Failure(self.verdict, f"call {self.calls}")
        return self.transport.call(function, arguments, callbacks)

    def restart(self):
        self.calls = 0


def test_a_call_has_one_answer_in_a_check_and_another_in_the_next():
    counting = Counting()
    memo = Memo(counting)
    assert [memo.call("f", NOTHING).value for _ in range(3)] == [1, 1, 1]
    assert Memo(counting).call("f", NOTHING).value == 2
    memo.restart()
    assert memo.call("f", NOTHING).value == 1


def test_an_exception_is_an_answer_and_a_death_is_none():
    raising, dying = Memo(Counting("raised")), Memo(Counting("died"))
    assert [raising.call("f", NOTHING).summary for _ in range(2)] == ["call 1", "call 1"]
    assert [dying.call("f", NOTHING).summary for _ in range(2)] == ["call 1", "call 2"]


def test_callbacks_and_large_arguments_are_not_remembered():
    memo = Memo(Counting())
    callback = wire.encode(((wire.FunctionRef(0),), {}))
    assert [memo.call("f", callback, [abs]).value for _ in range(2)] == [1, 2]
    large = wire.encode((("x" * MAX_REMEMBERED_BYTES,), {}))
    assert [memo.call("f", large).value for _ in range(2)] == [3, 4]
