"""The worker's loop, driven in this process over a socket pair."""

import builtins
import socket
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from grader.worker import frames, loader, request_loop, stand_ins, wire
from tests.conftest import to_sources

LIMITS = {
    "output_chars": 20,
    "callbacks_per_call": 50,
    "statement_wall_s": 1.0,
    "experiments_wall_s": 2.0,
    "definitions_only": False,
    "stopped": [],
}


@pytest.fixture
def connection(monkeypatch):
    """Run the loop in a thread, and put back what it takes over of this process."""
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(builtins, "exit", builtins.exit)
    monkeypatch.setattr(builtins, "quit", builtins.quit)
    modules = set(sys.modules)
    ours, theirs = socket.socketpair()
    with warnings.catch_warnings(), ours, theirs:
        thread = threading.Thread(target=request_loop.answer_requests, args=(theirs,))
        thread.start()
        yield ours
        ours.shutdown(socket.SHUT_RDWR)
        thread.join()
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def request(sock, *message):
    frames.write_frame(sock, wire.encode(message))
    while True:
        reply = wire.decode(frames.read_frame(sock, time.monotonic() + 10))
        if reply[0] not in ("running", "stopped"):
            return reply


def make_runner(statement_wall_s, **limits):
    return loader.Runner(LIMITS | {"statement_wall_s": statement_wall_s} | limits)


def load(sock, source, **files):
    sources = {"main.py": source, **{f"{name}.py": text for name, text in files.items()}}
    return request(sock, "load", "main.py", to_sources(sources), LIMITS)


def call(sock, function, *arguments, **options):
    return request(sock, "call", 1, function, (arguments, options))


def test_load_and_call(connection):
    assert load(connection, "def f(x, k=1.0):\n  print('hi')\n  return x * k") == ("loaded", [], None)
    kind, number, value, side_effects = call(connection, "f", np.ones(2), k=3.0)
    assert (kind, number, value.tolist()) == ("returned", 1, [3.0, 3.0])
    assert side_effects == {"modified": [], "shared": [], "warnings": [], "output": "hi\n"}


def test_missing_function_and_file_that_does_not_parse(connection):
    kind, notes, error = load(connection, "def f(:")
    assert (kind, notes) == ("loaded", [])
    assert (error["type"], error["line"], error["file"]) == ("SyntaxError", 1, "main.py")
    assert call(connection, "f") == ("missing", 1, "")


def test_exceptions_are_described(connection):
    load(connection, "class Odd(Exception):\n  def __str__(self): raise self\n\ndef f(x):\n  raise Odd")
    kind, _, exception, _ = call(connection, "f", 1.0)
    assert kind == "raised"
    assert exception == {"type": "Odd", "text": "", "file": "main.py", "line": 5, "kind": "exception"}


@pytest.mark.parametrize(
    ("statement", "kind"),
    [("raise NotImplementedError", "stub"), ("raise MemoryError", "memory"), ("exit()", "exit"), ("quit(1)", "exit")],
)
def test_kinds_of_exceptions(connection, statement, kind):
    load(connection, f"def f():\n  {statement}")
    assert call(connection, "f")[2]["kind"] == kind


def test_values_that_cannot_cross_are_named(connection):
    source = (
        "import numpy as np\n"
        "def f(): return [1, {2}]\n"
        "def g(): return {'good': 1.0, 'bad': {2}, 'worse': np.array([object()])}\n"
        "class L(list):\n  def __iter__(self): raise ValueError('no')\n"
        "def h(): return L([1])\n"
        "def k(): return {1: 2}\n"
        "def m(): return 0.5, {1: 2}, np.ones(2)\n"
        "def n(): return {'loss': 0.5, 1: 2, 'bad': {2}}\n"
        "def deep():\n  x = []\n  x.append(x)\n  return 0.5, x\n"
        "def huge(): return 0.5, np.empty(3 * 2**20)"
    )
    load(connection, source)
    assert call(connection, "f")[2] == [1, wire.Unsupported("set")]
    named = {"good": 1.0, "bad": wire.Unsupported("set"), "worse": wire.Unsupported("an array of dtype object")}
    assert call(connection, "g")[2] == named
    assert call(connection, "h")[2]["text"] == "no"
    keys = wire.Unsupported("a dict with keys that are not strings")
    assert call(connection, "k")[2] == keys
    loss, cache, gradient = call(connection, "m")[2]
    assert (loss, cache, gradient.tolist()) == (0.5, keys, [1.0, 1.0])
    assert call(connection, "n")[2] == {"loss": 0.5, "bad": wire.Unsupported("set")}
    assert call(connection, "deep")[2] == (0.5, wire.Unsupported("nesting deeper than 16 levels"))
    assert call(connection, "huge")[2] == (0.5, wire.Unsupported("an array too large to be sent"))


def test_answers_of_many_or_large_items_are_not_taken_apart(connection):
    source = (
        "import numpy as np\n"
        "def many(): return [1.0] * 100 + [{2}]\n"
        "def both(): return np.empty(2**20 + 1), np.empty(2**20)\n"
        "def parts(): return [1] * 15_000, [1] * 15_000"
    )
    load(connection, source)
    assert call(connection, "many")[2] == wire.Unsupported("set")
    assert call(connection, "both")[2] == wire.Unsupported("a value too large to be sent")
    assert call(connection, "parts")[2] == wire.Unsupported("a value of more than 20000 parts")


def test_changed_shape_is_a_change(connection):
    load(connection, "def f(a):\n  a.shape = (1, 2)\n  return 1.0")
    assert call(connection, "f", np.ones(2))[3]["modified"] == ["0"]


def test_definitions_only(connection):
    source = "import math\nx = 2.0\ny = math.sqrt(math.sqrt(16))\nprint(x)\n1/0\ndef f(): return x\ndef g(): return y"
    sources = {"main.py": source}
    loaded = request(connection, "load", "main.py", to_sources(sources), LIMITS | {"definitions_only": True})
    divided = "main.py, line 5: ZeroDivisionError: division by zero"
    assert loaded == ("loaded", [divided, "main.py: lines 3, 4 not run"], None)
    assert call(connection, "f")[2] == 2.0
    assert call(connection, "g")[2]["type"] == "NameError"


def test_definitions_need_what_they_are_made_of(connection):
    source = (
        "try:\n  import numba\nexcept ImportError:\n  jit = lambda f: f\n"
        "if True:\n  k = 2.0\nelse:\n  pass\n"
        "total = sum(range(10))\n@jit\ndef f(): return k\ndef g(): return total"
    )
    request(connection, "load", "main.py", to_sources({"main.py": source}), LIMITS | {"definitions_only": True})
    assert call(connection, "f")[2] == 2.0
    assert call(connection, "g")[2]["type"] == "NameError"


def test_file_that_only_the_compiler_refuses(connection):
    assert load(connection, "def f():\n  break")[2]["type"] == "SyntaxError"


def test_syntax_error_with_a_strange_file_name(connection):
    load(connection, "def f():\n  e = SyntaxError('x')\n  e.filename = []\n  raise e")
    assert call(connection, "f")[2]["line"] == 4


FILES = {
    "a2/utils.py": "who = 'a2'",
    "a3/utils.py": "who = 'a3'",
    "a3/near.py": "from .utils import who",
    "lib/__init__.py": "from .operator import plus\nname = 'lib'",
    "lib/operator.py": "plus = 1.0",
    "test.py": "mine = True",
    "signal.py": "own = 'own'",
    "week1/statistics.py": "1/0",
    "a2/helpers/act.py": "who = 'a2'",
    "a3/helpers/act.py": "who = 'a3'",
    "top/deep/other.py": "import utils\nfound = utils.who",
}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import utils as m; x = m.who", "a3"),
        ("from a2.utils import who as x", "a2"),
        ("from .utils import who as x", "a3"),
        ("from .near import who as x", "a3"),
        ("import a3.near; x = a3.near.who", "a3"),
        ("from lib import plus as x", 1.0),
        ("import lib; x = lib.name", "lib"),
        ("from lib.operator import plus as x", 1.0),
        ("from test import mine as x", True),
        ("from deep.other import found as x", "a3"),
        ("import operator; x = operator.add(1, 1)", 2),
        ("import statistics; x = statistics.mean([1, 3])", 2),
        ("from signal import own as x", "own"),
        ("from helpers.act import who as x", "a3"),
        ("import main; x = main.__name__", "a3.main"),
    ],
)
def test_imports_find_what_a_student_means(monkeypatch, connection, statement, expected):
    for name in ("test", "utils", "a2", "a3", "lib", "deep", "signal"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    sources = {"a3/main.py": f"{statement}\ndef f(): return x", **FILES}
    assert request(connection, "load", "a3/main.py", to_sources(sources), LIMITS) == ("loaded", [], None)
    assert call(connection, "f")[2] == expected


def test_side_effects_name_changed_and_shared_arguments(connection):
    load(
        connection,
        "def f(a, b, c, d=None):\n  b[0] = 9.0\n  c[1][0] = 9.0\n  d[0] = 9.0\n  return {'x': a[1:], 'y': 1.0}",
    )
    side_effects = call(connection, "f", np.ones(2), np.ones(2), [np.ones(1), np.ones(1)], d=np.ones(1))[3]
    assert side_effects["modified"] == ["1", "2[1]", "d"]
    assert side_effects["shared"] == ["0"]


def test_side_effects_name_changed_lists(connection):
    load(
        connection,
        "def f(a, b, c, d, e=None):\n  a.append(1)\n  b[0] = b[0].ravel()\n  c.sort()\n  d[0] += 0\n  e.pop()",
    )
    arrays = [np.ones((1, 1)), np.ones(2)]
    side_effects = call(connection, "f", [], arrays, [3, 2, 1], [1000, 2], e=[(1, 2)])[3]
    assert side_effects["modified"] == ["0", "1", "2", "e"]


def test_array_inside_a_list_can_be_shared(connection):
    load(connection, "def f(a): return a[1]\ndef g(v): return [v[:1], v[1:]]\ndef h(v): return [v[:1] + 0]")
    assert call(connection, "f", [np.ones(1), np.ones(1)])[3]["shared"] == ["0[1]"]
    assert call(connection, "g", np.ones(2))[3]["shared"] == ["0"]
    assert call(connection, "h", np.ones(2))[3] is None


def test_warnings_are_kept_once_and_not_without_end(connection):
    source = "import warnings\ndef f():\n  for i in range(100): warnings.warn(f'w{i % 30}')\n  return 1.0"
    load(connection, source)
    seen = call(connection, "f")[3]["warnings"]
    assert seen == [f"UserWarning: w{i}" for i in range(request_loop.MAX_WARNINGS)]
    assert call(connection, "f")[3]["warnings"] == seen


def test_output_is_capped(connection):
    load(connection, "def f():\n  print('x' * 30)\n  return 1.0")
    assert call(connection, "f")[3]["output"] == "x" * 20 + "\n[cut after 20 of 31 characters]"


def test_callbacks(connection):
    source = "def f(g):\n  try: return g(2.0)\n  except Exception as e: return str(e)\ndef h(g): return g({1})"
    load(connection, source)
    message = request(connection, "call", 1, "f", ((wire.FunctionRef(0),), {}))
    assert message == ("ask", 1, 0, (2.0,), {})
    assert request(connection, "answer", 4.0)[:3] == ("returned", 1, 4.0)
    request(connection, "call", 2, "f", ((wire.FunctionRef(0),), {}))
    assert request(connection, "error", "KeyError", "sorry")[:3] == ("returned", 2, "'sorry'")
    assert call(connection, "h", wire.FunctionRef(0))[2]["kind"] == "callback"


def test_siblings_and_folders_can_be_imported(connection):
    source = "import helper, sub.other\nfrom sub import other\ndef f(): return [helper.x, other.x, sub.other.x]"
    sources = {"main.py": source, "helper.py": "x = 1\n1/0", "sub/other.py": "import helper\nx = helper.x + 1"}
    loaded = request(connection, "load", "main.py", to_sources(sources), LIMITS)
    assert loaded == ("loaded", ["helper.py, line 2: ZeroDivisionError: division by zero"], None)
    assert call(connection, "f")[2] == [1, 2, 2]


def test_future_imports_hold_for_the_whole_file(connection):
    load(connection, "from __future__ import annotations\ndef f(x: Unknown) -> Missing: return 1.0")
    assert call(connection, "f", 1.0)[2] == 1.0


def test_notes_are_capped(connection):
    notes = load(connection, "1/0\n" * 100)[1]
    assert len(notes) == loader.MAX_NOTES
    assert notes[-1] == "main.py, line 20 failed as well; any further failures are not listed"


def test_exit_at_top_level_is_a_note(connection):
    assert load(connection, "exit()")[1] == ["main.py, line 1: this statement called exit(); remove it"]


def test_statement_that_does_not_end_is_stopped():
    module = type(sys)("spinning")
    module.__file__ = "spinning.py"
    runner = make_runner(0.05)
    runner.run((("spinning.py", "while True: pass\nx = 1"),), module)
    assert runner.stopped == [("spinning.py", 1, 0)]
    assert runner.notes == ["spinning.py, line 1: this statement ran too long and was stopped; remove it"]
    assert module.x == 1


def test_cell_that_does_not_end_can_be_marked():
    module = type(sys)("spinning")
    module.__file__ = "a.ipynb"
    runner = make_runner(0.05)
    runner.run((("a.ipynb, cell 1", "while True: pass"),), module)
    assert runner.notes[0].endswith("was stopped; remove it, or mark its cell with # grader: skip")


def test_all_that_was_stopped_is_named_in_one_note():
    module, endless = type(sys)("spinning"), "while True: pass\n"
    module.__file__ = "a.ipynb"
    runner = make_runner(0.01)
    runner.run((("a.ipynb, cell 1", "1/0"), *((f"a.ipynb, cell {n}", 2 * endless) for n in range(2, 40))), module)
    cells = ", ".join(map(str, range(2, 32)))
    stopped = f"a.ipynb, cells {cells} and 8 more: statements ran too long and were stopped; remove them"
    divided = "a.ipynb, cell 1, line 1: ZeroDivisionError: division by zero"
    assert runner.notes == [divided, f"{stopped}, or mark the cells with # grader: skip"]
    module.__file__ = "a.py"
    runner = make_runner(0.01)
    runner.run((("a.py", 25 * "1/0\n" + 2 * endless),), module)
    assert len(runner.notes) == loader.MAX_NOTES
    module.__file__ = "b.py"
    runner = make_runner(0.01)
    runner.run((("b.py", 3 * endless),), module)
    assert runner.notes == ["b.py, lines 1, 2, 3: statements ran too long and were stopped; remove them"]


def test_limit_of_a_statement_outlives_those_within_it():
    module = type(sys)("outer")
    module.__file__ = "outer.py"
    runner = make_runner(0.2)
    module.inner = lambda: make_runner(5.0).run((("outer.py", "x = 1"),), module)
    runner.run((("outer.py", "for _ in [1]:\n  inner()\n  while True: pass"),), module)
    assert runner.notes == ["outer.py, line 1: this statement ran too long and was stopped; remove it"]


PYTHON_2 = "this is a Python 2 print statement; write print(...)"
CELLS = {
    "sub/a.ipynb": (
        "from __future__ import annotations\nx = 1",
        "print 'hello'",
        "def f(k: Unknown):\n  return x / k",
        "1/0",
        "def g(:",
        "x = 3\nfrom helper import y",
    ),
    "helper.py": "y = 2",
}


def load_cells(sock):
    return request(sock, "load", "sub/a.ipynb", to_sources(CELLS), LIMITS)


def test_cells_share_a_module_and_fail_one_by_one(connection):
    assert load_cells(connection)[1:3] == (
        [
            f"sub/a.ipynb, cell 2, line 1: SyntaxError: {PYTHON_2}",
            "sub/a.ipynb, cell 4, line 1: ZeroDivisionError: division by zero",
            "sub/a.ipynb, cell 5, line 1: SyntaxError: invalid syntax",
        ],
        None,
    )
    assert call(connection, "f", 2.0)[2] == 1.5
    reason = (
        "is not defined because its cell is not valid Python: sub/a.ipynb, cell 5, line 1: SyntaxError: invalid syntax"
    )
    assert call(connection, "g") == ("missing", 1, reason)


def test_exceptions_name_the_cell(connection):
    load_cells(connection)
    exception = call(connection, "f", 0)[2]
    assert (exception["file"], exception["line"]) == ("a.ipynb, cell 3", 2)


def test_python_2_is_named_in_a_file_too(connection):
    error = load(connection, "x = 1\nprint x")[2]
    assert (error["line"], error["text"]) == (2, PYTHON_2)


def test_statement_that_was_stopped_is_not_tried_again():
    module = type(sys)("once")
    module.__file__ = "once.py"
    runner = make_runner(10.0, stopped=[("once.py", 2, 0)])
    runner.run((("once.py", "x = 1\nx = 2\ny = 3"),), module)
    assert (module.x, module.y, runner.stopped) == (1, 3, [("once.py", 2, 0)])
    assert runner.notes == ["once.py, line 2: this statement ran too long and was stopped; remove it"]


@pytest.mark.parametrize("text", ["-" * 100_000 + "1", "\0", "(" * 5000 + ")" * 5000])
def test_cell_that_no_parser_can_read_costs_only_itself(text):
    module = type(sys)("deep")
    module.__file__ = "deep.ipynb"
    runner = make_runner(10.0)
    runner.run((("deep.ipynb, cell 1", text), ("deep.ipynb, cell 2", "x = 1")), module)
    assert module.x == 1
    assert runner.notes[0].startswith("deep.ipynb, cell 1, line 1: ")


def test_stand_ins_swallow_everything(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(stand_ins, "LIBRARIES", frozenset(["plotting_for_tests"]))
    stand_ins.install_stand_ins()
    import plotting_for_tests.deep as plot

    figure, axes = plot.subplots(2)
    with figure.style("x") as style:
        axes[0, 1].plot([1], color="red")
        style["a"] = 1
    assert list(plot.tqdm(range(3))) == list(plot.trange(3)) == [0, 1, 2]
    with plot.tqdm(total=3) as bar:
        bar.update(1)
    plot.tqdm.write = None
    assert (figure | None) is (None | figure) is figure
    with pytest.raises(AttributeError):
        axes.__len__  # noqa: B018 - asking is the test
    with pytest.raises(AttributeError):
        plot.__wrapped__  # noqa: B018 - asking is the test
    del sys.modules["plotting_for_tests"], sys.modules["plotting_for_tests.deep"]


PANDAS = "import numpy as np\nimport pandas as pd, matplotlib.pyplot as plt\nfrom pandas import DataFrame\n"
ABSENT = "which is not there when graded"


@pytest.fixture
def pandas(connection):
    """Have stand-ins, also where the libraries are installed."""
    sys.meta_path.insert(0, stand_ins.StandInFinder())
    return connection


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("d = pd.DataFrame(x)\n  return np.exp(d.sub(d.max(axis=1), axis=0)).values", 5),
        ("d = DataFrame(x)\n  return d.values", 5),
        ("return np.array([pd.Series(x).mean(), 1.0])", 5),
        ("\n  import pandas\n  return pandas.Series(x)", 7),
        ("s = pd.Series(x)\n  return s[0]", 5),
    ],
)
def test_value_of_a_stand_in_names_the_library_and_its_place(pandas, body, line):
    load(pandas, f"{PANDAS}def f(x):\n  {body}\ndef g(x): return {{'a': 1.0, 'b': f(x)}}")
    kind = wire.Unsupported(f"a value of pandas, {ABSENT} (main.py, line {line})")
    assert call(pandas, "f", np.ones(2))[2] == kind
    assert call(pandas, "g", np.ones(2))[2] == {"a": 1.0, "b": kind}


@pytest.mark.parametrize(
    ("body", "blamed"),
    [
        ("return float(pd.Series(x).sum())", "pandas"),
        ("n = plt.hist(x)[0]\n  return n + 1", "matplotlib"),
        ("pd.Series(x)\n  return x / [1, 2, 3]", "pandas"),
        ("plt.plot(x)\n  return x / [1, 2, 3]", None),
        ("return x / [1, 2, 3]", None),
        ("pd.Series(x)\n  raise NotImplementedError", None),
    ],
)
def test_exception_because_of_a_stand_in_names_it(pandas, body, blamed):
    load(pandas, f"{PANDAS}def g(x): return pd.Series(x)\ndef f(x):\n  {body}")
    call(pandas, "g", np.ones(2))  # what an earlier call used does not count
    exception = call(pandas, "f", np.ones(2))[2]
    assert exception.get("blamed") == (blamed and f"{blamed}, {ABSENT} (main.py, line 6)")


def test_plots_in_a_function_cost_nothing(pandas):
    load(pandas, f"{PANDAS}def f(x):\n  plt.plot(x)\n  pd.Series(x).to_csv('x.csv')\n  return x")
    assert call(pandas, "f", 1.0)[2] == 1.0


PRODUCT = "import numpy as np\ndef f(X):\n    W = np.ones((5, 2))\n    Z = X @ W + 1\n    return Z\n"
TOLD = (
    "`X @ W` in line 4{} multiplies shapes (4, 3) and (5, 2): the 3 columns of the left side must match the 5 rows of "
    "the right side. Line 4: `Z = X @ W + 1`"
)


def test_product_whose_shapes_do_not_fit_is_named(connection):
    load(connection, PRODUCT)
    kind, _, error, _ = request(connection, "call", 1, "f", ((np.ones((4, 3)),), {}))
    assert (kind, error["type"], error["line"], error["text"]) == ("raised", "ValueError", 4, TOLD.format(""))


def test_product_is_named_in_the_note_on_a_statement(connection):
    told = TOLD.format("")
    _, notes, _ = load(connection, f"{PRODUCT}f(np.ones((4, 3)))")
    assert notes == [f"main.py, line 6: ValueError: {told}"]


def test_product_in_another_file_is_named_with_it(connection):
    _, notes, _ = load(connection, "import numpy as np\nfrom helper import f\nf(np.ones((4, 3)))", helper=PRODUCT)
    assert notes == [f"main.py, line 3: ValueError: {TOLD.format(' of helper.py')}"]
