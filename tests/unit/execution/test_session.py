"""Workers as the grader sees them: answers, faults, limits and fresh starts."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from grader.errors import SandboxError, ServerDied
from grader.execution.forkserver import ForkServer
from grader.execution.hangs import MAX_STATEMENTS, Hangs
from grader.execution.limits import Limits
from grader.execution.replies import Returned
from grader.execution.session import WorkerSession
from grader.exercise.failures import Failure
from grader.worker import wire
from tests.conftest import to_sources

X = np.array([1.0, 2.0])
ARGUMENTS = wire.encode(((X,), {}))


FORGED = """
import socket, os, struct
import numpy as np
from grader.worker import wire
def framed(value):
    payload = wire.encode(value)
    return struct.pack('<I', len(payload)) + payload
def connection():
    for fd in range(3, 64):
        try:
            return socket.socket(fileno=os.dup(fd))
        except OSError:
            continue
def f(x):
    connection().sendall(%s)
    return 1.0
"""


def ask(session, function="f", *arguments, callbacks=(), **options):
    return session.call(function, wire.encode((arguments or (X,), options)), callbacks)


def test_answer_and_side_effects(start):
    reply = ask(start("import warnings\ndef f(x):\n  print('hi')\n  warnings.warn('w')\n  x[0] = 9\n  return x[:1]"))
    assert isinstance(reply, Returned)
    assert reply.value.tolist() == [9.0]
    assert reply.side_effects.modified == ("0",)
    assert reply.side_effects.shared == ("0",)
    assert reply.side_effects.warnings == ("UserWarning: w",)
    assert reply.side_effects.output == "hi\n"


@pytest.mark.parametrize(
    ("body", "verdict", "words"),
    [
        ("raise ValueError('no')", "raised", "f raised a ValueError (main.py, line 2)."),
        ("raise type('Ünïcode', (Exception,), {})('x')", "raised", "f raised a Ünïcode (main.py, line 2)."),
        (
            "raise PermissionError",
            "raised",
            "line 2). Graded code cannot use files",
        ),
        ("import scipy", "raised", "Graded code has only NumPy, Python's standard library and the files of the submis"),
        (
            "import pandas as pd; return float(pd.Series(x).sum())",
            "raised",
            "f raised a TypeError (main.py, line 2). It uses pandas, which is not there when graded (main.py, line 2).",
        ),
        ("raise NotImplementedError", "not_attempted", "f is not written yet: it raised NotImplementedError."),
        ("exit(3)", "died", "f called exit() (main.py, line 2)"),
        ("import os; os._exit(1)", "died", "exited the process with exit code 1"),
        ("import os; os._exit(217)", "died", "f exited the process instead of returning."),
        ("import os; os.kill(os.getpid(), 35)", "died", "f crashed with an unusual signal."),
        ("import os; os.abort()", "died", "with signal 6"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "died", "with signal 9"),
        ("return [0.0] * 10**10", "out_of_memory", "more memory"),
        ("import numpy as np; return np.ones(10**10)", "out_of_memory", "more memory"),
        ("k = []\n  while True: k.append(bytearray(10**5))", "out_of_memory", "more memory"),
        ("return f(x)", "raised", "RecursionError"),
        ("while True: pass", "timed_out", "did not finish within 1 s"),
        ("import time; time.sleep(100)", "timed_out", "did not finish within 1 s"),
    ],
)
def test_faults_are_named(start, body, verdict, words):
    session = start(f"def f(x):\n  {body}", memory_mb=64)
    reply = ask(session)
    assert isinstance(reply, Failure)
    assert reply.verdict == verdict
    assert words in reply.summary


def test_memory_is_fresh_after_it_ran_out(start):
    source = "k = []\ndef f(x):\n  while True: k.append(bytearray(10**6))\ndef g(x): return float(len(k))"
    session = start(source, memory_mb=64)
    assert ask(session).verdict == "out_of_memory"
    assert ask(session, "g").value == 0.0


def test_signals_to_the_group_of_the_fork_server_do_not_reach_the_grader():
    source = "import os\ndef f(x): os.killpg(os.getpgid(os.getppid()), 9); return 1.0"
    with ForkServer() as server, WorkerSession(server, to_sources({"main.py": source}), "main.py", Limits()) as session:
        assert isinstance(ask(session), Failure | Returned)


def test_forged_notes_are_capped(start):
    forged = repr(wire.encode(("loaded", ["x" * 250] * 500, None)))
    payload = f"struct.pack('<I', {len(eval(forged))}) + {forged}"
    session = start(FORGED % payload + f"\nconnection().sendall({payload})\ndef g(x): return 2.0\n")
    ask(session, "g")
    assert len(session.notes) <= 20


def test_processor_time_is_limited(start):
    reply = ask(start("def f(x):\n  while True: pass", cpu_s=1, call_wall_s=10.0))
    assert reply.verdict == "timed_out"
    assert "processor time" in reply.summary


def test_a_death_costs_one_call_only(start):
    session = start("import os\ndef f(x): os._exit(1)\ndef g(x): return 1.0")
    assert ask(session).verdict == "died"
    assert ask(session, "g").value == 1.0


def test_a_function_that_hangs_is_not_tried_for_ever(start):
    session = start("def f(x):\n  while True: pass\ndef g(x): return 1.0", call_wall_s=0.2, timeouts_per_function=1)
    assert ask(session).verdict == "timed_out"
    assert ask(session).verdict == "skipped"
    assert ask(session, "g").value == 1.0


def test_an_exercise_has_a_budget(start):
    session = start("import time\ndef f(x): time.sleep(0.1); return 1.0", exercise_wall_s=0.05)
    assert ask(session).value == 1.0
    assert ask(session, "f", 2 * X).verdict == "skipped"


def test_output_is_cut(start):
    reply = ask(start("def f(x):\n  for _ in range(10**5): print('spam' * 100)\n  return 1.0", output_chars=100))
    assert len(reply.side_effects.output) < 200
    assert "cut after 100 of" in reply.side_effects.output


def test_missing_function(start):
    assert ask(start("")).summary == "f is not defined."


def test_syntax_error_is_a_fault_of_loading(start):
    reply = ask(start("def f(x:\n  return 1"))
    assert reply.verdict == "raised"
    assert reply.during == "load"
    assert "main.py, line 1, cannot be loaded: SyntaxError" in reply.summary


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("import os\nos._exit(0)", "died"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "died"),
    ],
)
def test_a_file_that_kills_or_hangs_its_worker(start, source, verdict):
    session = start(source + "\ndef f(x): return 1.0", load_wall_s=0.5)
    assert ask(session).verdict == verdict
    assert ask(session).during == "load"


def test_a_demo_that_cannot_be_stopped_costs_only_itself(start):
    session = start("def f(x): return 1.0\ntotal = sum(range(10**12))", load_wall_s=0.5)
    assert ask(session).value == 1.0
    assert session.notes == ("main.py, line 2: this statement ran too long and was stopped; remove it",)


ENDLESS = "def f(x): return 1.0\nwhile True: pass"
UNSTOPPABLE = "def f(x): return 1.0\ntotal = sum(range(10**12))"


@pytest.mark.parametrize(
    ("source", "limits", "hangs"),
    [
        (ENDLESS, Limits(statement_wall_s=0.2), Hangs(statements=frozenset([("main.py", 2, 0)]))),
        (UNSTOPPABLE, Limits(load_wall_s=0.5), Hangs(frozenset([("main.py", 2, 0)]), ended=frozenset(["main.py"]))),
    ],
)
def test_what_does_not_end_is_met_once_in_a_submission(server, source, limits, hangs):
    sources = to_sources({"main.py": source})
    with WorkerSession(server, sources, "main.py", limits) as first:
        assert ask(first).value == 1.0
    assert first.hangs == hangs
    # With these limits, meeting it again would end in a fault or in another entry.
    patient = Limits(statement_wall_s=100.0, load_wall_s=1.0)
    with WorkerSession(server, sources, "main.py", patient, first.hangs) as second:
        assert ask(second).value == 1.0
    assert second.hangs == hangs
    assert len(second.notes) == 1


def test_forged_places_are_not_kept(start):
    places = [
        ("main.py", 1, 0),
        ("other.py", 1, 0),
        ("main.py", "1", 0),
        ("main.py", 1),
        ("main.py", 0, -1),
        (),
        (None,),
    ]
    messages = [*(("stopped", *place) for place in places), ("running", "main.py", 2, 0), ("loaded", [], None)]
    payload = " + ".join(f"struct.pack('<I', {len(frame)}) + {frame}" for frame in map(wire.encode, messages))
    session = start(FORGED % "b''" + f"\nconnection().sendall({payload})\ndef g(x): return 2.0\n")
    ask(session, "g")
    assert session.hangs.statements == {("main.py", 1, 0)}


def test_places_are_kept_up_to_a_number():
    hangs = Hangs()
    for line in range(2 * MAX_STATEMENTS):
        hangs = hangs.with_statement(("main.py", line, 0))
    assert len(hangs.statements) == MAX_STATEMENTS


def test_worker_that_tells_for_ever_what_it_runs_is_stopped(start):
    endless = "while True: connection().sendall(framed(('running', 'main.py', 1, 0)))"
    session = start(
        FORGED % "b''" + f"\nwhile True:\n  try:\n    {endless}\n  except BaseException: pass", load_wall_s=0.5
    )
    ask(session)
    assert session.hangs.ended == {"main.py"}


EXPERIMENTS = (
    "import time\ndef train(s):\n  t = time.perf_counter()\n  while time.perf_counter() - t < s: pass\n  return s\n"
)


@pytest.mark.parametrize(
    "slow",
    [
        "\n".join(f"loss_{n} = train(0.09)" for n in range(40)),
        "\n".join("train(0.09)" for _ in range(40)),
        "\n".join(f"for _ in range(2): loss_{n} = train(0.09)" for n in range(40)),
        "losses = []\n" + "\n".join("losses += [train(0.09)]" for _ in range(40)),
        "\n".join(f"class Run{n}:\n  loss = train(0.25)" for n in range(3)),
        "; ".join(f"loss_{n} = train(0.09)" for n in range(40)) + "; K = 2.0",
    ],
)
def test_many_slow_experiments_cost_only_themselves(start, slow):
    limits = {"statement_wall_s": 0.2, "experiments_wall_s": 0.3, "load_wall_s": 1.0}
    session = start(f"{EXPERIMENTS}{slow}\nONE = float('1')\ndef f(x): return ONE", **limits)
    assert ask(session).value == 1.0
    (note,) = session.notes
    assert "ran too long" in note


def test_experiments_of_an_imported_file_do_not_stop_its_import(start):
    helper = EXPERIMENTS + "def g(x): return 1.0\n" + "train(0.2)\n" * 5 + "def h(x): return 2.0"
    session = start("from helper import g, h\ndef f(x): return g(x) + h(x)", {"helper.py": helper}, load_wall_s=3.0)
    assert ask(session).value == 3.0
    assert session.notes == ()


def test_what_was_stopped_is_known_when_the_load_is_ended(start):
    """The second load skips the statements that the first one stopped and the one in which it was ended."""
    slow = "while True: pass\n" * 3 + "total = sum(range(10**12))\n" + "while True: pass\n" * 3
    session = start(f"{slow}def f(x): return 1.0", statement_wall_s=0.2, load_wall_s=1.0)
    assert ask(session).value == 1.0
    assert session.hangs.statements == {("main.py", line, 0) for line in range(1, 8)}
    assert not session.hangs.files


def test_third_load_runs_definitions_and_literals_only(start):
    slow = (
        "k: 'Missing' = 2.0\nA = B = sum(range(10**12))\nC = sum(range(10**12))\nK = -k\nD = abs(K)\n"
        "Array = list[float]\n"
    )
    files = {"helper.py": "total = sum(range(9))\ndef g(x): return 3.0"}
    session = start(f"from helper import g\n{slow}def f(x: Array): return K + g(x)", files, load_wall_s=0.5)
    assert ask(session).value == 1.0
    assert session.notes == (
        "main.py did not finish loading within 0.5 s; "
        "it was loaded again with its imports, definitions and literals only.",
        "helper.py: line 1 not run",
        "main.py: lines 3, 4, 6 not run",
    )


def test_two_statements_in_one_line_are_told_apart(start):
    session = start("import math; loss = sum(range(10**12)); k = 1\ndef f(x): return math.cos(0) * k", load_wall_s=0.5)
    assert ask(session).value == 1.0


def test_cells_are_named_in_faults(start):
    session = start("import json", {"a.ipynb": ("x = 1", "def f(v):\n  raise ValueError(x)")})
    session._main = "a.ipynb"
    assert ask(session).summary == "f raised a ValueError (a.ipynb, cell 2, line 2)."


def test_loading_counts_towards_the_budget(start):
    source = "import time, os\ntime.sleep(0.2)\ndef f(x): os._exit(1)"
    session = start(source, exercise_wall_s=0.5)
    verdicts = [ask(session).verdict for _ in range(6)]
    assert verdicts[0] == "died"
    assert verdicts[-1] == "skipped"


def test_statements_fail_one_by_one(start):
    session = start("1/0\nexit()\nwhile True: pass\nraise KeyboardInterrupt\ndef f(x): return 1.0")
    assert ask(session).value == 1.0
    assert session.notes == (
        "main.py, line 1: ZeroDivisionError: division by zero",
        "main.py, line 2: this statement called exit(); remove it",
        "main.py, line 3: this statement ran too long and was stopped; remove it",
        "main.py, line 4: KeyboardInterrupt",
    )


def test_functions_of_the_grader_are_called_back(start):
    session = start("def f(g, x): return g(x) + g(2 * x)")
    reply = session.call("f", wire.encode(((wire.FunctionRef(0), X), {})), [lambda x: float(x.sum())])
    assert reply.value == 9.0


def test_an_error_in_a_callback_goes_back_as_an_exception(start):
    session = start("def f(g, x):\n  try: g(x)\n  except ZeroDivisionError as e: return float(len(str(e)))")
    reply = session.call("f", wire.encode(((wire.FunctionRef(0), X), {})), [lambda x: 1 / 0])
    assert reply.value == float(len("division by zero"))


def test_an_error_in_a_callback_that_nobody_catches(start):
    session = start("def f(g, x): return g(x)")
    reply = session.call("f", wire.encode(((wire.FunctionRef(0), X), {})), [lambda x: 1 / 0])
    assert reply.verdict == "raised"
    assert "called the function it was given, and that call failed (main.py, line 1)" in reply.summary


def test_callbacks_take_values_of_the_closed_set_only(start):
    session = start("def f(g, x): return g(object())")
    reply = session.call("f", wire.encode(((wire.FunctionRef(0), X), {})), [lambda x: 1.0])
    assert "not object" in reply.detail


def test_callbacks_are_counted(start):
    session = start("def f(g, x):\n  while True: g(x)", callbacks_per_call=50)
    reply = session.call("f", wire.encode(((wire.FunctionRef(0), X), {})), [lambda x: 1.0])
    assert reply.verdict == "timed_out"
    assert "more than 50 times" in reply.summary


def call_back(session, function="f"):
    return session.call(function, wire.encode(((X,), {"g": wire.FunctionRef(0)})), [lambda x: 1.0])


def test_questions_have_the_time_of_their_call_together(start):
    session = start("def f(x, g):\n  while True: g(x)", callbacks_per_call=10**9, call_wall_s=0.3)
    assert "did not finish within 0.3 s" in call_back(session).summary


def test_questions_have_a_size_together(start):
    session = start("import numpy as np\ndef f(x, g):\n  while True: g(np.zeros(10**6))", call_wall_s=10.0)
    assert "passed more than 16 MB to the function it was given" in call_back(session).summary


def test_questions_that_do_not_wait_for_their_answers_break_the_protocol(start):
    question = "framed(('ask', 1, 0, (1.0,), {}))"
    source = (FORGED % f"{question} * 1000").replace("f(x)", "f(x, g)") + "\ndef ok(x, g): return g(x)\n"
    session = start(source, call_wall_s=10.0)
    reply = call_back(session)
    assert reply.verdict == "died"
    assert "broke the connection" in reply.summary
    assert call_back(session, "ok").value == 1.0


@pytest.mark.parametrize(
    "payload",
    [
        "b'garbage that is no frame at all'",
        "struct.pack('<I', 2**31)",
        "struct.pack('<I', 1) + b'?'",
        "struct.pack('<I', 1) + b'N'",
        "struct.pack('<I', 5) + b't' + struct.pack('<I', 0)",
        "framed(('ask', np.ones(2), 0, (), {}))",
        "framed(('ask', 1, -1, (), {}))",
        "framed(('returned', np.ones(2), 1.0, {}))",
        "framed((np.ones(2), 1, 1.0, {}))",
    ],
)
def test_a_worker_that_does_not_keep_to_the_protocol(start, payload):
    session = start(FORGED % payload)
    reply = ask(session)
    assert reply.verdict in ("died", "timed_out")
    assert session.call("f", ARGUMENTS).verdict in ("died", "timed_out")


def test_a_worker_that_answers_the_next_call_in_advance_gains_nothing(start):
    forged = repr(wire.encode(("returned", 2, 42.0, {})))
    session = start(FORGED % f"struct.pack('<I', {len(eval(forged))}) + {forged}" + "def g(x): return 2.0\n")
    assert ask(session).verdict == "died"
    assert ask(session, "g").value == 2.0


def test_modules_of_a_submission_import_each_other(start):
    files = {"a1/helpers.py": "two = 2.0", "random.py": "x = 1.0"}
    source = (
        "from helpers import two\nfrom a1.helpers import two as same\nimport a1.helpers, random\nimport helpers\n"
        "def f(x): return [two, same, float(a1.helpers is helpers), random.x]"
    )
    value = ask(start(source, files)).value
    assert value == [2.0, 2.0, 1.0, 1.0]


def test_numbers_drawn_without_a_seed_are_the_same_in_every_run(server):
    source = (
        "import numpy as np, random\n"
        "def f(x): return [np.random.default_rng().normal(), np.random.normal(), random.random()]"
    )
    found = []
    for _ in range(2):
        with WorkerSession(server, to_sources({"main.py": source}), "main.py", Limits()) as session:
            found.append(ask(session).value)
    assert found[0] == found[1]


def test_worker_has_no_secrets_to_import(start):
    source = (
        "def f(x):\n  found = []\n  for name in ('grader.course.course', 'grader.reports.report', 'msgspec',"
        " 'hypothesis', 'click', 'assignments', 'reference'):\n"
        "    try: __import__(name); found.append(name)\n    except ImportError: pass\n  return found"
    )
    assert ask(start(source)).value == []


def test_worker_is_confined(start):
    session = start("import os\ndef f(x): return [len(os.environ), os.getcwd()]")
    assert ask(session).value == [0, "/"]
    assert {"limit_memory", "limit_cpu", "own_session", "empty_environment"} <= set().union(*session.layers)


def test_stand_ins_for_plotting(start):
    source = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1])[0].set(x=1)\ndef f(x): return 1.0"
    session = start(source)
    assert ask(session).value == 1.0
    assert session.notes == ()


def test_a_fork_server_that_dies_is_replaced():
    with (
        ForkServer("landlock") as server,  # in namespaces, the process that we know of only waits for it
        WorkerSession(server, to_sources({"main.py": "def f(x): return 1.0"}), "main.py", Limits()) as session,
    ):
        assert ask(session).value == 1.0
        server._process.kill()
        server._process.wait()
        with pytest.raises(ServerDied, match="died during this check"):
            ask(session, "f", 2 * X)
        assert ask(session).value == 1.0


def test_a_fork_server_that_was_stopped_is_replaced(monkeypatch):
    monkeypatch.setattr("grader.execution.forkserver._ANSWER_S", 2.0)
    with ForkServer("landlock") as server:
        session = WorkerSession(
            server, to_sources({"main.py": "import os\ndef f(x): os._exit(1)"}), "main.py", Limits()
        )
        server.describe()
        os.kill(server._process.pid, signal.SIGSTOP)
        with pytest.raises(ServerDied):
            server.describe()
        assert ask(session).summary == "f exited the process with exit code 1 instead of returning."


def test_a_fork_server_that_cannot_start_is_an_error(monkeypatch):
    monkeypatch.setattr("grader.execution.forkserver._MAIN", "/nonexistent/main.py")
    with ForkServer() as server, pytest.raises(SandboxError, match="nonexistent"):
        server.spawn(Limits())


def test_a_worker_that_cannot_be_confined_is_not_used(server):
    session = WorkerSession(server, to_sources({"main.py": ""}), "main.py", Limits(memory_mb=2**60))
    with pytest.raises(SandboxError, match="could not be confined"):
        ask(session)


def test_closing_a_session_leaves_no_process():
    with ForkServer("landlock") as server:  # in namespaces, its process would have another number here
        pid = _close_twice(server)
        assert not Path(f"/proc/{pid}").exists()


def _close_twice(server):
    """Return the number of a worker whose session was closed twice."""
    session = WorkerSession(server, to_sources({"main.py": "def f(x): return 1.0"}), "main.py", Limits())
    ask(session)
    pid = session._pid
    assert Path(f"/proc/{pid}").exists()
    session.restart()
    session.restart()
    return pid


def test_a_function_whose_cell_cannot_be_read_is_not_there_for_that_reason(start):
    session = start("", files={"main.py": ["x = 1", "def f(x):\n  return (x"]})
    reply = ask(session)
    assert (reply.verdict, reply.during) == ("raised", "load")
    assert reply.summary.startswith(
        "f is not defined because its cell is not valid Python: main.py, cell 2, line 2: SyntaxError"
    )
    assert ask(session, "g").verdict == "not_attempted"


def test_answers_to_one_check_are_kept_within_bounds(start):
    session = start("import numpy as np\ndef f(x): return np.zeros(1_900_000)")
    replies = [ask(session, "f", np.full(1, float(number))) for number in range(5)]
    assert [type(reply) for reply in replies] == [Returned] * 4 + [Failure]
    session.restart()
    assert isinstance(ask(session, "f", np.full(1, 9.0)), Returned)
