"""Why a function is missing, as a worker finds it out."""

import numpy as np
import pytest

from grader.worker import wire

DEFINED = "def f(x): return 1.0"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        # What failed is known after any number of notes.
        (
            ["plot(data)"] * 25 + ["import math\ndef f(x:"],
            "is not defined because its cell is not valid Python: main.ipynb, cell 26, line 2: SyntaxError: "
            "'(' was never closed",
        ),
        (
            ["plot(data)"] * 25 + ["@jit\ndef f(x): return x"],
            "is not defined because its definition failed: main.ipynb, cell 26, line 2: NameError: "
            "name 'jit' is not defined",
        ),
        (
            ["from nothing import Softmax", "f = Softmax()"],
            "is not defined because its assignment failed: main.ipynb, cell 2, line 1: NameError: name 'Softmax' is "
            "not defined; it should be defined by main.ipynb, cell 1, line 1, which failed",
        ),
        (
            ["from nothing import f"],
            "is not defined because its import failed: main.ipynb, cell 1, line 1: ModuleNotFoundError: "
            "No module named 'nothing'",
        ),
        (
            ["from nothing import *", "from math import *"],
            "is not defined. Perhaps its import failed: main.ipynb, cell 1, line 1: ModuleNotFoundError: "
            "No module named 'nothing'",
        ),
        (
            ["for f in [1 / 0]: pass"],
            "is not defined because the statement that defines it failed: main.ipynb, cell 1, line 1: "
            "ZeroDivisionError: division by zero",
        ),
        (
            ["from nothing import f\nprint 'x'"],
            "is not defined because its cell is not valid Python: main.ipynb, cell 1, line 2: SyntaxError: "
            "this is a Python 2 print statement; write print(...)",
        ),
        ([DEFINED, "f = f(2)"], "is of type float and not a function after main.ipynb, cell 2, line 1: f = f(2); "),
        (
            [DEFINED, "(f, g) = f(2), 1"],
            "is of type float and not a function after main.ipynb, cell 2, line 1: (f, g) ",
        ),
        (
            [DEFINED, "x = 1\nfor f in (1.0,):\n  pass"],
            "is of type float and not a function after main.ipynb, cell 2, line 2: ",
        ),
        (
            [DEFINED, "import math as f"],
            "is of type module and not a function after main.ipynb, cell 2, line 1: import ",
        ),
        ([DEFINED, "if (f := 3): pass"], "is of type int and not a function after main.ipynb, cell 2, line 1: if "),
        (
            [DEFINED, "f = 1", "f = unknown"],
            "is of type int and not a function after main.ipynb, cell 2, line 1: f = 1; ",
        ),
        ([DEFINED, "def g():\n  global f\n  f = 1", "g()"], "is of type int and not a function"),
        ([DEFINED, "del f"], "is not defined any more after main.ipynb, cell 2, line 1: del f"),
        ([DEFINED, "f = None"], "is not defined any more after main.ipynb, cell 2, line 1: f = None"),
        (
            [DEFINED, "[f for f in range(3)]", "del f"],
            "is not defined any more after main.ipynb, cell 3, line 1: del f",
        ),
    ],
)
def test_what_failed_or_replaced_a_function_is_named(start, cells, reason):
    session = start("", {"main.ipynb": cells})
    session._main = "main.ipynb"
    reply = session.call("f", wire.encode(((np.ones(1),), {})))
    assert (reply.verdict, reply.during) == ("raised", "load")
    assert reply.summary.startswith(f"f {reason}")


@pytest.mark.parametrize("cells", [["f = None"], ["x = 1"]])
def test_what_was_never_defined_is_not_attempted(start, cells):
    session = start("", {"main.ipynb": cells})
    session._main = "main.ipynb"
    assert session.call("f", wire.encode(((), {}))).verdict == "not_attempted"


def test_what_failed_in_an_imported_file_is_named(start):
    for helper, reason in (
        ("@jit\ndef f(x): return x", "its definition failed: helper.py, line 2: NameError: name 'jit' is not defined."),
        (
            "x = 1\ndef f(x:",
            "its import failed: main.py, line 1: SyntaxError: '(' was never closed (helper.py, line 2).",
        ),
    ):
        session = start("from helper import f", {"helper.py": helper})
        reply = session.call("f", wire.encode(((), {})))
        assert reply.summary == f"f is not defined because {reason}"


@pytest.mark.parametrize("statement", ["import nothing.special", "import nothing as n, math\nnothing = n"])
def test_package_that_is_missing_is_explained_at_the_top_level_as_well(start, statement):
    session = start(f"{statement}\ndef f(x): return nothing.special(x)")
    reply = session.call("f", wire.encode(((1.0,), {})))
    rule = "Graded code has only NumPy, Python's standard library and the files of the submission."
    assert reply.detail.startswith("NameError: name 'nothing' is not defined; it should be defined by main.py, line ")
    assert reply.detail.endswith(f", which failed. {rule}")
    assert session.notes[0] == f"main.py, line 1: ModuleNotFoundError: No module named 'nothing'. {rule}"


def test_large_files_are_not_parsed_again(start):
    session = start("def f(x): return x\n" + "# filling\n" * 30_000 + "f = 1")
    assert session.call("f", wire.encode(((), {}))).summary == "f is of type int and not a function."
