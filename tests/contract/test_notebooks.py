"""Notebooks as students hand them in: what is odd in one costs itself, is in the notes, and nothing else."""

import json

import pytest

from grader.course.course import load_course
from grader.grading.grading import grade
from grader.submissions.submission import load_submission
from tests.toy import write_course

RIGHT = "def double(x):\n    return 2 * x\n"


def code(source, **rest):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source} | rest


def to_json(cells, **rest):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | rest)


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    text = 'title = "Toys"\n[limits]\nstatement_wall_s = 0.2\n'
    return load_course(write_course(tmp_path_factory.mktemp("course"), course=text))


@pytest.fixture
def graded(toy, server, tmp_path):
    def grade_one(text):
        (tmp_path / "homework.ipynb").write_text(text, encoding="utf-8")
        return grade(toy, load_submission(tmp_path / "homework.ipynb"), server)

    return grade_one


ERROR = [{"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": ["\x1b[31mNameError\x1b[0m"]}]
FIRST = "homework.ipynb, cell 1"


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (
            [code("%matplotlib inline\n!pip install torch\nfiles = !ls\nt = %time 1\nlen?\n??len")],
            "magics, shell commands and help requests were",
        ),
        ([code("get_ipython().run_line_magic('matplotlib', 'inline')\ndisplay(1)")], None),
        ([code("%%bash\nrm -rf nothing")], f"{FIRST} was left out: "),
        ([code("%%time\nx = 1")], None),
        ([code("y = x + 1", execution_count=7), code("x = 1", execution_count=3)], f"{FIRST}, line 1: NameError"),
        ([code("1 / 0", outputs=ERROR, execution_count=1)], f"{FIRST}, line 1: ZeroDivisionError"),
        ([code("import torch")], "ModuleNotFoundError: No module named 'torch'"),
        ([code("import numpy as np\ndata = np.loadtxt('data.csv')")], f"{FIRST}, line 2: FileNotFoundError"),
        ([code("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1])\nplt.show()")], None),
        ([code("name = input('Who are you?')")], f"{FIRST}, line 1: EOFError: input() does not work here"),
        ([code("while True: pass")], f"{FIRST}, line 1: this statement ran too long and was stopped; remove it"),
        ([code("def unfinished(:\n    pass")], f"{FIRST}, line 1: SyntaxError"),
        ([code("print 'hello'")], "this is a Python 2 print statement; write print(...)"),
        ([code("assert double(1) == 2")], f"{FIRST}, line 1: NameError"),
        ([code(RIGHT)], "double is defined 2 times; the last one counts (homework.ipynb, cell 2, line 1)."),
        ([code("def double(x):\n    return 0\n")], "double is defined 2 times; the last one counts"),
        ([code("exit()")], f"{FIRST}, line 1: this statement called exit(); remove it"),
        ([code("from grader.jupyter import check\ncheck('double')")], None),
        ([{"cell_type": "markdown", "metadata": {}, "source": "# Notes"}, {"cell_type": "raw", "source": "x"}], None),
        ([code("")], None),
    ],
)
def test_what_is_odd_costs_itself(graded, cells, note):
    report = graded(to_json([*cells, code(RIGHT)]))
    assert report.score == report.max_score, report.submission.notes
    notes = [text for text in report.submission.notes if "RuntimeWarning" not in text]
    assert len(notes) == (note is not None), notes
    assert note is None or note in notes[0]


def test_cells_without_ids_and_of_format_3(graded):
    assert graded(to_json([code(RIGHT)], nbformat_minor=4)).score == 4
    cell = {"cell_type": "code", "input": RIGHT, "language": "python", "outputs": [], "collapsed": False}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [cell]}]}
    assert graded(json.dumps(old)).score == 4


def test_await_outside_functions_costs_its_statement_and_not_its_cell(graded):
    report = graded(to_json([code(f"import asyncio\nawait asyncio.sleep(0)\n{RIGHT}")]))
    assert report.score == report.max_score
    reason = "await outside a function works only in Jupyter; remove it"
    assert report.submission.notes == (f"{FIRST}, line 2: SyntaxError: {reason}",)


def test_what_ipython_adds_can_be_called_inside_functions(graded):
    report = graded(to_json([code("def double(x):\n    display(x)\n    return 2 * x")]))
    assert report.score == report.max_score


def test_cell_turned_into_text_is_told(graded):
    text = {"cell_type": "markdown", "metadata": {}, "source": RIGHT}
    report = graded(to_json([text, code("x = 1")]))
    assert report.score == 0
    assert report.submission.notes[0].startswith("homework.ipynb: double is in a text cell, which is not run")
    statement = text | {"metadata": {"grader": {"role": "statement"}}}
    notes = graded(to_json([statement, code("x = 1")])).submission.notes
    assert not any("text cell" in note for note in notes)
    assert graded(to_json([text, code(RIGHT)])).submission.notes == ()


def test_function_that_needs_a_failed_cell_says_so(graded):
    cells = [
        code("import numpy as np\nfactor = np.load('factor.npy')"),
        code("def double(x):\n    return factor * x\n"),
    ]
    (exercise,) = graded(to_json(cells)).exercises
    assert "it should be defined by homework.ipynb, cell 1, line 2, which failed" in exercise.checks[0].message
    broken = [code("factor = 2\nprint 'two'"), code("def double(x):\n    return factor * x\n")]
    (exercise,) = graded(to_json(broken)).exercises
    assert "it should be defined by homework.ipynb, cell 1, line 2, which failed" in exercise.checks[0].message
    mended = [*broken[:1], code("factor = 2"), *broken[1:]]
    assert graded(to_json(mended)).score == 4


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (
            "def double(x):\n    y = x\n  return 2 * y",
            f"its cell is not valid Python: {FIRST}, line 3: IndentationError",
        ),
        ("def double(x):\n\ty = x\n        return 2 * y", f"its cell is not valid Python: {FIRST}, line 3: TabError"),
        ("x = 1\n@jit\ndef double(x):\n    return 2 * x", f"its definition failed: {FIRST}, line 3: NameError"),
    ],
)
def test_function_whose_definition_fails_says_why(graded, cell, reason):
    (exercise,) = graded(to_json([code(cell)])).exercises
    assert exercise.message.startswith(f"double is not defined because {reason}")


def test_function_whose_cell_was_deleted_is_not_defined(graded):
    (exercise,) = graded(
        to_json([code("def double(x): return 2 * x\ndel double\ndef triple(x): return 3 * x")])
    ).exercises
    assert exercise.message == f"double is not defined any more after {FIRST}, line 2: del double."
    removed = code("def double(x): return 2 * x\nglobals().pop('double')")
    (exercise,) = graded(to_json([removed])).exercises
    assert exercise.message == (
        "Not attempted. double is defined in homework.ipynb, cell 1, but missing after all of homework.ipynb has run. "
        "Was it deleted or set to None?"
    )


def test_untouched_stub_beside_a_finished_notebook(toy, server, tmp_path):
    from grader.authoring.stub import render_stub

    (tmp_path / "double.py").write_text(render_stub(toy.exercises[0]), encoding="utf-8")
    (tmp_path / "homework.ipynb").write_text(to_json([code(RIGHT)]), encoding="utf-8")
    report = grade(toy, load_submission(tmp_path), server)
    assert report.score == 4
    assert "homework.ipynb was used for double: nothing is written in double.py yet." in report.submission.notes
