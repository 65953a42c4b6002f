"""A student's code in this process: what it finds, what it may do, and what is put back afterwards."""

import bdb
import builtins
import linecache
import random
import sys
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from grader.execution.limits import Limits
from grader.execution.replies import Returned
from grader.exercise.failures import Failure
from grader.practice.session import DEBUGGER_STOPS, PracticeSession, Stopped
from grader.worker import wire
from tests.conftest import to_sources

FAST = Limits(call_wall_s=0.2, statement_wall_s=0.2)


def run(source, *arguments, files=None, name="f", limits=FAST, callbacks=(), **options):
    with PracticeSession(to_sources({"main.py": source, **(files or {})}), "main.py", limits, **options) as session:
        reply = session.call(name, wire.encode((arguments, {})), callbacks)
    return reply, session


def value(source, *arguments, **options):
    reply, _ = run(source, *arguments, **options)
    assert isinstance(reply, Returned), reply
    return reply.value


def test_answers_pass_through_the_wire():
    x = np.array([1.0, 2.0])
    given = value("def f(x):\n    x += 1\n    return x", x)
    assert given.tolist() == [2.0, 3.0]
    assert x.tolist() == [1.0, 2.0]
    assert value("def f(): return {1, 2}").kind == "set"


def test_exceptions_name_the_line_of_the_file():
    reply, session = run("def f(x):\n    return 1 / x", 0.0)
    assert reply.summary == "f raised a ZeroDivisionError (main.py, line 2)."
    assert session.traceback is not None
    assert run("def f(x): return x", 1.0)[1].traceback is None


PRODUCT = "import numpy as np\ndef f(X): return X @ np.ones((5, 2))"
TOLD = (
    "ValueError: `X @ np.ones((5, 2))` in line 2 multiplies arrays that do not fit: rows of length 3 on the left need "
)


def test_product_whose_shapes_do_not_fit_is_named_at_home():
    reply, session = run(PRODUCT, np.ones((4, 3)))
    assert reply.detail.startswith(TOLD)
    assert session.notes == ()
    reply, session = run(f"{PRODUCT}\nf(np.ones((4, 3)))\n", np.ones((5, 5)))
    assert session.notes[0].startswith(f"main.py, line 3: {TOLD}")


def test_product_in_the_cell_of_a_kernel_is_named(monkeypatch):
    label = "ipykernel_1/2.py"
    monkeypatch.setitem(linecache.cache, label, (len(PRODUCT), None, PRODUCT.splitlines(keepends=True), label))
    names = {}
    exec(compile(PRODUCT, label, "exec"), names)
    reply, _ = run("", np.ones((4, 3)), functions=SimpleNamespace(**names))
    assert reply.detail.startswith(TOLD)


def test_reason_of_a_missing_function_is_the_one_of_a_worker():
    reply, _ = run("import numpy as np\ndef f(x): return x\nf = f(np.ones(2))")
    assert reply.summary == (
        "f is of type ndarray and not a function after main.py, line 3: f = f(np.ones(2)); use another name there."
    )
    reply, _ = run("1/0\n" * 30 + "@jit\ndef f(x): return x")
    assert reply.summary == (
        "f is not defined because its definition failed: main.py, line 32: NameError: name 'jit' is not defined."
    )


def test_missing_functions_and_files_that_are_not_python():
    reply, _ = run("def g(): pass\nf = None")
    assert (reply.verdict, reply.summary) == ("not_attempted", "f is not defined. main.py defines g.")
    reply, session = run("def f(:")
    assert reply.summary.startswith("main.py, line 1, cannot be loaded: SyntaxError")
    assert session.traceback is None


def test_failed_statements_are_notes():
    reply, session = run("open('nothing')\ndef f(): return 1")
    assert reply.value == 1
    assert session.notes[0].startswith("main.py, line 1: FileNotFoundError")


def test_endless_calls_are_stopped_and_not_tried_a_third_time():
    files = to_sources({"main.py": "def f():\n    while True: pass"})
    with PracticeSession(files, "main.py", FAST) as session:
        replies = [session.call("f", wire.encode(((), {}))) for _ in range(3)]
    assert [reply.verdict for reply in replies] == ["timed_out", "timed_out", "skipped"]
    assert replies[0].summary == "f did not finish within 0.2 s."


def test_endless_statements_are_stopped_once():
    files = to_sources({"main.py": "while True: pass\ndef f(): return 1"})
    with PracticeSession(files, "main.py", FAST) as session:
        assert session.call("f", wire.encode(((), {}))).value == 1
        session.restart()
        assert session.call("f", wire.encode(((), {}))).value == 1
        assert "ran too long" in session.notes[0]


def test_budget_of_an_exercise():
    limits = Limits(exercise_wall_s=0.0)
    files = to_sources({"main.py": "def f(): return 1"})
    with PracticeSession(files, "main.py", limits) as session:
        assert session.call("f", wire.encode(((), {}))).value == 1
        assert session.call("f", wire.encode(((1,), {}))).verdict == "skipped"


def test_printing_is_kept_and_the_keyboard_is_not_waited_for(capsys):
    reply, _ = run("def f():\n    print('hello')\n    return input('?')")
    assert reply.exception == "EOFError"
    assert reply.side_effects.output == "hello\n?"
    assert capsys.readouterr().out == ""
    run("def f(): print('hello')", captures=False)
    assert capsys.readouterr().out == "hello\n"


def test_exit_costs_the_call_and_not_the_program():
    reply, _ = run("def f(): exit()")
    assert reply.verdict == "died"
    assert builtins.exit.__class__.__name__ == "Quitter"


@pytest.mark.parametrize("stop", ["raise KeyboardInterrupt", "import bdb\n    raise bdb.BdbQuit"])
def test_who_stops_the_program_is_obeyed(stop):
    with pytest.raises(Stopped) as stopped:
        run(f"def f():\n    {stop}", stops=DEBUGGER_STOPS)
    assert isinstance(stopped.value.error, KeyboardInterrupt | bdb.BdbQuit)


def test_a_breakpoint_that_was_left_costs_its_call_and_not_the_program():
    reply, _ = run("import bdb\ndef f():\n    raise bdb.BdbQuit")  # as a debugger does that finds no keyboard
    assert reply.verdict == "raised"
    assert reply.detail.endswith("breakpoint() works only under pytest; remove it")


def test_functions_that_are_passed_in():
    double = lambda x: 2 * x  # noqa: E731
    f = wire.FunctionRef(0)
    assert value("def f(g): return g(3.0)", f, callbacks=[double]) == 6.0
    reply, _ = run("def f(g): return g({1})", f, callbacks=[double])
    assert "takes arrays and numbers, not set" in reply.detail
    reply, _ = run("def f(g): return g(3.0)", f, callbacks=[lambda x: 1 / 0])
    assert "and that call failed" in reply.summary
    limits = Limits(callbacks_per_call=5)
    reply, _ = run("def f(g):\n    while True: g(1.0)", f, callbacks=[double], limits=limits)
    assert reply.summary == "f does not stop: it called the function it was given more than 5 times."
    assert reply.verdict == "timed_out"


def test_imports_are_those_of_a_worker_and_are_put_back(monkeypatch):
    modules, path = dict(sys.modules), list(sys.meta_path)
    files = {"helper.py": "import json\nfrom statistics import own\nk = own", "statistics.py": "own = 7"}
    source = (
        "import numpy as np, matplotlib.pyplot as plt\nfrom helper import k\nfrom grader.jupyter import check\n"
        "check('f')\nplt.show()\ndef f():\n    import helper\n    return [k, helper.k]"
    )
    reply, session = run(source, files=files)
    assert reply.value == [7, 7]
    assert session.notes == ()
    assert sys.meta_path == path
    assert "helper" not in sys.modules
    assert sys.modules.get("matplotlib") is modules.get("matplotlib")
    assert sys.modules.get("statistics") is modules.get("statistics")


def test_packages_that_the_grader_does_not_have_are_missing_here_too():
    reply, session = run("import pytest, click.testing\ndef f(): return 1")
    assert reply.value == 1
    assert "ModuleNotFoundError: No module named 'pytest'" in session.notes[0]
    reply, _ = run("def f():\n    import xmlschema")
    assert reply.exception == "ModuleNotFoundError"


def test_pandas_in_a_function_is_named_as_when_graded(server):
    from grader.execution.session import WorkerSession

    source = "import pandas as pd\ndef f(): return pd.DataFrame([1.0]).values\ndef g(): return float(f())"
    for name, words in (("f", "a value of pandas"), ("g", "It uses pandas")):
        here, _ = run(source, name=name)
        with WorkerSession(server, to_sources({"main.py": source}), "main.py", FAST) as session:
            assert session.call(name, wire.encode(((), {}))) == here
        assert f"{words}, which is not there when graded (main.py, line 2)" in (
            here.value.kind if name == "f" else here.summary
        )


def test_files_loaded_twice_are_loaded_anew():
    files = {"helper.py": "state = []"}
    source = "import helper\ndef f():\n    helper.state.append(1)\n    return len(helper.state)"
    with PracticeSession(to_sources({"main.py": source, **files}), "main.py", FAST) as session:
        calls = [session.call("f", wire.encode(((n,), {}))) for n in range(1)]
        assert isinstance(calls[0], Failure)
        assert session.call("f", wire.encode(((), {}))).value == 1
        session.restart()
        assert session.call("f", wire.encode(((), {}))).value == 1


def test_unseeded_draws_are_those_of_a_worker(server):
    from grader.execution.session import WorkerSession

    source = (
        "import random\nimport numpy as np\n"
        "def f(): return [random.random(), np.random.rand(), float(np.random.default_rng().random())]"
    )
    states = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002 - the state students may use
    with WorkerSession(server, to_sources({"main.py": source}), "main.py", FAST) as session:
        theirs = session.call("f", wire.encode(((), {}))).value
    assert value(source) == theirs
    assert states == (random.getstate(), np.random.get_state()[1].tolist())  # noqa: NPY002 - the same


def test_numpy_s_error_state_is_the_student_s_own():
    source = "import numpy as np\nnp.seterr(all='raise')\ndef f(x): return np.exp(x)"
    before = np.geterr()
    with np.errstate(all="ignore"):
        reply, _ = run(source, np.array([1e4]))
    assert reply.exception == "FloatingPointError"
    assert np.geterr() == before
    with np.errstate(all="ignore"):
        reply, session = run(source.replace("np.seterr(all='raise')", ""), np.array([1e4]))
    assert any("overflow encountered in exp" in text for text in session.warnings)


def test_warnings_do_not_end_a_call_where_they_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert value("import warnings\ndef f():\n    warnings.warn('so what')\n    return 1") == 1


def test_functions_of_a_kernel_are_taken_as_they_are():
    def f(x):
        return 1 / x

    functions = SimpleNamespace(f=f)
    with PracticeSession({}, "this notebook", FAST, functions=functions) as session:
        assert session.call("f", wire.encode(((2.0,), {}))).value == 0.5
        session.restart()
        reply = session.call("f", wire.encode(((0.0,), {})))
        assert reply.summary == f"f raised a ZeroDivisionError (line {f.__code__.co_firstlineno + 1} of its cell)."
        assert session.call("g", wire.encode(((), {}))).summary == "g is not defined."
    with PracticeSession({}, "this notebook", FAST, functions=SimpleNamespace(f=np.ones(2))) as session:
        assert session.call("f", wire.encode(((), {}))).summary == "f is of type ndarray and not a function."


def test_errors_of_another_cell_are_said_to_be():
    names = {}
    exec(compile("def helper(x):\n    return 1 / x", "/tmp/ipykernel_1/1.py", "exec"), names)
    exec(compile("def f(x):\n    return helper(x)", "/tmp/ipykernel_1/2.py", "exec"), names)
    with PracticeSession({}, "this notebook", FAST, functions=SimpleNamespace(f=names["f"])) as session:
        reply = session.call("f", wire.encode(((0.0,), {})))
    assert reply.summary == "f raised a ZeroDivisionError (line 2 of another cell)."
