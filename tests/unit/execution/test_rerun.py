"""The calls of a failing case, made again in a confined worker."""

import numpy as np
import pytest

from grader.errors import ResultError
from grader.execution import rerun
from grader.execution.rerun import render_calls, repeat_calls
from grader.exercise.formulas import Counted, Formula
from grader.exercise.python_source import to_call
from grader.reports.report import CheckReport, Counterexample, ExerciseReport, Step
from grader.worker import wire
from tests.conftest import to_submission


def to_case(*steps):
    """Return an exercise and a check whose case has these steps: call, return value, exception, effects."""
    made = tuple(Step(*step) for step in steps)
    example = Counterexample("f(1)", "1", None, made)
    check = CheckReport("c", "C", "public", 1, "failed", "student", "", "", example, "")
    return ExerciseReport("toy", "Toy", 0.0, 1.0, "", (), (check,)), check


def repeat(server, source, *steps):
    return repeat_calls(*to_case(*steps), to_submission({"toy.py": source}), server)


def graded(server, source, *steps):
    return [call.is_as_graded for call in repeat(server, source, *steps)]


@pytest.mark.parametrize(
    ("source", "step"),
    [
        ("def f(x): return 2 * x", ("f(np.array([1.0, np.nan]))", "np.array([2.0, np.nan])", "", ())),
        ("def f(x): return 2 * x", ("f(np.array([0.1]))", "np.array([0.2000000000000001])", "", ())),
        ("def f(x, k=1): return k", ("f(0, k={'a': [1, (2.0,)]})", "{'a': [1, (2.0,)]}", "", ())),
        ("def f(x): return y", ("f(1.0)", "", "NameError", ())),
        ("def f(x): exit()", ("f(1.0)", "", "SystemExit", ())),
        ("def f(x):\n  while True: pass", ("f(1.0)", "", "timed_out", ())),
        ("def f(x): return [0.0] * 10**10", ("f(1.0)", "", "MemoryError", ())),
        ("def f(x): x[0] = 9; return x", ("f(np.array([1.0]))", "np.array([9.0])", "", ("modified", "shared"))),
        (
            "def f(x): return x.flags.f_contiguous",
            ("f(np.asfortranarray(np.array([[1.0, 2.0], [3.0, 4.0]])))", "True", "", ()),
        ),
        (
            "def f(x): return x.flags.contiguous",
            ("f(np.repeat(np.array([1.0, 2.0]), 2, axis=-1)[..., ::2])", "False", "", ()),
        ),
        ("def f(g, x): return g(x)", ("f(lambda x: np.sum(np.array([2.0]) * x), np.array([3.0]))", "6.0", "", ())),
        ("def f(g, x): return g(x[:1])", ("f(lambda x: 1.0, np.array([3.0, 4.0]))", "", "ValueError", ())),
        (
            "import numpy as np\nnp.array = np.zeros = None\nnp, sum = 1, 2\ndef f(x): return x",
            ("f(np.array([1.0]))", "np.array([1.0])", "", ()),
        ),
    ],
)
def test_calls_end_as_graded(server, source, step):
    assert graded(server, source, step) == [True]


@pytest.mark.parametrize(
    "step",
    [
        ("f(np.array([1.0]))", "np.array([2.1])", "", ()),
        ("f(np.array([1.0]))", "", "ValueError", ()),
        ("f(np.array([1.0]))", "np.array([2.0])", "", ("modified",)),
        ("f(np.array([1.0]))", "__import__('os').system('true')", "", ()),
        ("f(1, 2)", "4", "", ()),
    ],
)
def test_calls_that_end_otherwise_are_told(server, step):
    (call,) = repeat(server, "def f(x): return 2 * x", step)
    assert call.is_as_graded is False
    assert "as graded: no; when graded, it" in render_calls([call])


def test_calls_are_made_in_order_in_one_worker(server):
    source = "n = [0]\ndef f():\n  n[0] += 1\n  return n[0]"
    assert graded(server, source, ("f()", "1", "", ()), ("f()", "2", "", ())) == [True, True]


def test_function_that_counts_keeps_its_count(server):
    name = Counted(Formula("np.sum(A * x)", A=np.ones(1)), fails_on=2).__name__
    source = "def f(g, x):\n  g(x)\n  return g(x)"
    assert graded(server, source, (f"f({name}, np.array([1.0]))", "", "ZeroDivisionError", ())) == [True]


def test_call_that_is_not_written_out_is_left_out(server):
    big = to_call("f", (np.zeros((20, 20)),), {})
    calls = repeat(server, "def f(x): return x.size", (big, "400", "", ()), ("f(np.array([1.0]))", "1", "", ()))
    assert [call.is_as_graded for call in calls] == [None, True]
    assert "not made" in render_calls(calls)


def test_nothing_of_a_report_is_evaluated_here(server, monkeypatch):
    monkeypatch.setattr("builtins.eval", None)
    monkeypatch.setattr("builtins.exec", None)
    assert graded(
        server, "def f(g, x): return g(x)", ("f(lambda x: x, np.array([1.0]))", "np.array([1.0])", "", ())
    ) == [True]


@pytest.mark.parametrize(
    "argument",
    [
        "np.zeros((1000000000,))",
        "9**9**9",
        "__import__('os')",
        "np.array([[1], [2, 3]])",
        "np.zeros((0, 10000000000000))",
    ],
)
def test_forged_arguments_are_an_error(server, argument):
    with pytest.raises(ResultError, match="edited or damaged"):
        repeat(server, "def f(x): return x", (f"f({argument})", "", "", ()))


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("np.ones(10**9)", "needs more memory"),
        ("9**9**9**9", "did not finish within|out of memory|needs more memory"),
        ("[[]] * 10**5", "sent|built"),
        ("np.ones(10**7)", "built"),
    ],
)
def test_arguments_that_burn_are_stopped_in_their_worker(server, monkeypatch, argument, words):
    """The allow-list refuses these; should it ever let one through, the worker holds."""
    import ast

    call = ast.parse(f"f({argument})", mode="eval").body
    with pytest.raises(ResultError, match=words):
        rerun._evaluate([call], server)


def test_student_that_loads_badly_or_lacks_the_function(server):
    with pytest.raises(ResultError, match=r"has no file toy.py"):
        repeat_calls(*to_case(("f(1)", "1", "", ())), to_submission({"b.py": "x = 1"}), server)
    (call,) = repeat(server, "def f(x:", ("f(1)", "1", "", ()))
    assert "cannot be loaded" in call.found


def test_what_is_shown_is_printable(server):
    codes = "\x1b[31m\x9b2J\u202e\r"
    source = f"def f(x): return x + {codes!r}\ndef g(x): raise ValueError(x)"
    step = ("f({!r})".format("##[group]" + codes), codes, "", ())
    calls = repeat(server, source, step, ("g(1)", codes, codes, ()))
    text = render_calls(calls)
    assert all(c == "\n" or c.isprintable() for c in text)
    assert "##[" not in text


def test_arguments_reach_the_worker_as_the_grader_sends_them(server, monkeypatch):
    sent = []
    monkeypatch.setattr(rerun.WorkerSession, "call", spy(rerun.WorkerSession.call, sent))
    repeat(server, "def f(g, x, k): return 1.0", ("f(lambda x: x.T, np.array([[1, 2]]), k=None)", "1.0", "", ()))
    arguments, options = wire.decode(sent[-1])
    assert arguments[0] == wire.Expression("(lambda x: x.T)(x)", {}, (1, 2))
    assert arguments[1].tolist() == [[1, 2]]
    assert options == {"k": None}


def spy(call, sent):
    def spied(self, function, arguments, callbacks=()):
        sent.append(arguments)
        return call(self, function, arguments, callbacks)

    return spied
