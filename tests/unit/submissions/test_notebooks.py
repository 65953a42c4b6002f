"""Reading notebooks."""

import json
import sys

import pytest

from grader.errors import GraderError
from grader.submissions.notebooks import to_notebook_source
from grader.version import DISTRIBUTION


def to_json(*cells, **rest):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | rest).encode()


def code(source, **rest):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source} | rest


def test_code_cells_in_order():
    cells = [code("x = 1"), {"cell_type": "markdown", "metadata": {}, "source": "# Title"}, code(["y = 2\n", "z = 3"])]
    source, notes = to_notebook_source("a b.ipynb", to_json(*cells, code("  \n")))
    assert source == (("a b.ipynb, cell 1", "x = 1"), ("a b.ipynb, cell 2", "y = 2\nz = 3"))
    assert notes == []


@pytest.mark.parametrize("minor", [0, 2, 4, 5, 99])
def test_cells_without_ids_are_upgraded_quietly(minor, capsys):
    source, _ = to_notebook_source("a.ipynb", to_json({"cell_type": "code", "source": "x = 1"}, nbformat_minor=minor))
    assert source == (("a.ipynb, cell 1", "x = 1"),)
    assert capsys.readouterr() == ("", "")


def test_version_3(capsys):
    cells = [
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python", "outputs": [], "collapsed": False},
        {"cell_type": "heading", "level": 1, "source": "T"},
        {"cell_type": "code", "input": "%pylab\nz = 3", "language": "python", "outputs": []},
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}
    source, _ = to_notebook_source("a.ipynb", json.dumps(old).encode())
    assert [text for _, text in source] == ["x = 1\ny = 2", "pass\nz = 3"]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not valid JSON"),
        (b"# Python", "not valid JSON"),
        (b"\xff\xfe", "not a notebook"),
        (b"[]", "not a notebook with a list of cells"),
        (b"{}", "not a notebook with a list of cells"),
        (b"[" * 100_000, "not a notebook"),
        (to_json(cells=None), "not a notebook with a list of cells"),
        (to_json(cells={"a": 1}), "not a notebook with a list of cells"),
        (to_json(cells="abc"), "not a notebook with a list of cells"),
        (to_json(3), "not a notebook with a list of cells"),
        (to_json(code({"a": 1})), "not a notebook with a list of cells"),
        (to_json(code(["a", 1])), "not a notebook with a list of cells"),
        (to_json(code("#" * 1_000_001)), "more than 1000000 characters"),
        (to_json(nbformat="x"), "not a notebook with a list of cells"),
        (to_json(nbformat=9), "not a notebook with a list of cells"),
    ],
)
def test_what_is_no_notebook(data, reason):
    with pytest.raises(ValueError, match=reason):
        to_notebook_source("a.ipynb", data)


def test_cells_that_are_left_out_are_notes_and_keep_their_numbers():
    source, notes = to_notebook_source("a.ipynb", to_json(code("%%bash\nls"), code("x = 1\r\n"), code("%run b.py")))
    assert source == (("a.ipynb, cell 2", "x = 1\n"), ("a.ipynb, cell 3", "pass"))
    assert notes == [
        "a.ipynb, cell 1 was left out: %%bash cells are not run.",
        "a.ipynb, cell 3: %run is not supported; import the .py file instead, or copy the notebook's cells.",
    ]


def test_half_a_character_is_replaced():
    assert to_notebook_source("a.ipynb", to_json(code("x = '\ud800'")))[0] == (("a.ipynb, cell 1", "x = '?'"),)


def test_nbformat_that_is_not_installed_is_not_the_student_s_fault(monkeypatch):
    monkeypatch.setitem(sys.modules, "nbformat", None)
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": []}]}
    with pytest.raises(GraderError, match=rf"pip install '{DISTRIBUTION}\[instructor\]'"):
        to_notebook_source("a.ipynb", json.dumps(old).encode())


def test_what_jupyter_writes_today_needs_no_nbformat(monkeypatch):
    monkeypatch.setitem(sys.modules, "nbformat", None)
    source, notes = to_notebook_source("a.ipynb", to_json(code(["x = 1\n", "y = 2"]), code("z = 3")))
    assert source == (("a.ipynb, cell 1", "x = 1\ny = 2"), ("a.ipynb, cell 2", "z = 3"))
    assert notes == []


def test_notebooks_of_very_many_parts_are_not_even_parsed(monkeypatch):
    monkeypatch.setattr("grader.submissions.notebooks._read_cells", None)
    for data in (b"{}," * 200_001, b"[]," * 1_000_001):
        with pytest.raises(ValueError, match="more than 200000 parts"):
            to_notebook_source("a.ipynb", data)


def test_number_of_cells_is_limited(monkeypatch):
    monkeypatch.setattr("grader.submissions.notebooks.MAX_CELLS", 2)
    with pytest.raises(ValueError, match="more than 2 code cells"):
        to_notebook_source("a.ipynb", to_json(*[code("x = 1")] * 3))


def test_cells_with_magics_are_listed():
    _, notes = to_notebook_source("a.ipynb", to_json(code("%pylab"), code("x = 1"), code("!ls")))
    assert notes == ["a.ipynb: magics, shell commands and help requests were skipped in cells 1 and 3."]
    _, notes = to_notebook_source("a.ipynb", to_json(*[code("len?")] * 30))
    assert notes[0].endswith("in cells 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 20 more.")
    assert to_notebook_source("a.ipynb", to_json(code("%time x = 1"), code("%%time\nx = 1")))[1] == []


@pytest.mark.parametrize("text", [{}, {"source": 3}, {"source": ["a", 1]}, {"source": "x", "metadata": 3}])
def test_text_of_any_shape_is_no_reason_to_fail(text):
    source, notes = to_notebook_source("a.ipynb", to_json({"cell_type": "markdown"} | text, code("x = 1")))
    assert (len(source), notes) == (1, [])


class Counted(str):
    """A name that counts how often it is compared, in place of a clock."""

    comparisons = 0
    __hash__ = str.__hash__

    def __eq__(self, other):
        Counted.comparisons += 1
        return str.__eq__(self, other)


def test_names_of_text_cells_are_not_each_searched_for_in_a_list(monkeypatch):
    """Twenty megabytes of names in text cells against one of code once took more than an hour."""

    class Definition:
        def findall(self, text):
            return [Counted(name) for name in text.split()]

    monkeypatch.setattr("grader.submissions.notebooks._DEFINITION", Definition())
    text = {"cell_type": "markdown", "metadata": {}, "source": " ".join(f"t{i}" for i in range(2000))}
    cells = [text, text, *(code(" ".join(f"c{i}{j}" for j in range(100))) for i in range(20))]
    Counted.comparisons = 0
    _, notes = to_notebook_source("a.ipynb", to_json(*cells))
    assert "t0, t1" in notes[0]
    assert Counted.comparisons < 20_000


def test_old_notebooks_of_very_many_parts_are_not_converted(monkeypatch):
    monkeypatch.setattr("grader.submissions.notebooks._read_old", None)
    old = {"nbformat": 3, "worksheets": [{"cells": [{}] * 50_000}]}
    with pytest.raises(ValueError, match="old format and has more than 50000 parts"):
        to_notebook_source("a.ipynb", json.dumps(old).encode())


@pytest.mark.parametrize(
    ("cell", "is_run"),
    [
        (code("# grader: skip\ntrain()"), False),
        (code("%%time\n\n  # an experiment\n#Grader:skip\ntrain()"), False),
        (code("# grader: skip"), False),
        (code("train()", metadata={"tags": ["hide", "grader-skip"]}), False),
        (code("train()\n# grader: skip"), True),
        (code("text = '''\n# grader: skip\n'''"), True),
        (code("# grader: skipped\ntrain()"), True),
        (code("train()", metadata={"tags": "grader-skip"}), True),
        (code("train()", metadata=None), True),
    ],
)
def test_cells_that_are_marked_are_not_run(cell, is_run):
    source, notes = to_notebook_source("a.ipynb", to_json(code("x = 1"), cell, code("y = 2")))
    assert len(source) == 2 + is_run
    assert source[-1] == ("a.ipynb, cell 3", "y = 2")
    assert notes == ([] if is_run else ["a.ipynb: cell 2 was not run, as marked."])


def test_functions_of_cells_that_are_marked_are_named():
    cells = [code("# grader: skip\ndef f(x): return x"), code("# grader: skip\ndef g(x): return x")]
    _, notes = to_notebook_source("a.ipynb", to_json(*cells))
    assert notes == ["a.ipynb: cells 1 and 2 were not run, as marked; they define f and g."]


LOST = "def f(x):\n    return x\n"


@pytest.mark.parametrize(
    "text",
    [
        "Your model will look like this:\n```python\n" + LOST + "```",
        "~~~\n" + LOST + "~~~",
        "````\n```\n" + LOST + "```\n````",
        "```\n" + LOST,
        "<pre>\n" + LOST + "</pre>",
        "<pre><code>\n" + LOST + "</code></pre>",
        "> " + LOST,
        "Now write it as we did before.\n\n" + LOST,
        "## Task 2\n" + LOST,
        "- first, write this\n\n" + LOST,
        "def f(x):\n    ...\n",
        'def f(x):\n    """Return x."""\n    raise NotImplementedError\n',
        "def f(x):\n    pass\n",
    ],
)
def test_code_that_a_text_cell_quotes_is_not_lost(text):
    cell = {"cell_type": "markdown", "metadata": {}, "source": text}
    assert to_notebook_source("a.ipynb", to_json(cell, code("x = 1")))[1] == []


@pytest.mark.parametrize(
    "text",
    [LOST, "# My function.\n" + LOST, "import numpy as np\n\n" + LOST, "def f(x)\n  retrun x", "```\nx\n```\n" + LOST],
)
def test_code_cell_that_was_converted_to_text_is_told(text):
    for kind in ("markdown", "raw"):
        cell = {"cell_type": kind, "metadata": {}, "source": text}
        _, notes = to_notebook_source("a.ipynb", to_json(cell, code("x = 1")))
        assert notes == ["a.ipynb: f is in a text cell, which is not run; turn it into a code cell."]


def test_several_functions_are_in_text_cells():
    cell = {"cell_type": "markdown", "metadata": {}, "source": LOST + LOST.replace("f(", "g(")}
    _, notes = to_notebook_source("a.ipynb", to_json(cell, code("x = 1")))
    assert notes == ["a.ipynb: f and g are in text cells, which are not run; turn them into code cells."]
