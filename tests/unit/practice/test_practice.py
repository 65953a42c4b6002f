"""How an exercise stands, and which file says so."""

import json

import pytest

from grader.course.student_folder import load_student_folder
from grader.practice.practice import find_misplaced, load_work, practise
from tests.toy import TWO_FUNCTIONS, write_student_folder

RIGHT = "def double(x):\n    return 2 * x\n"


def cell(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def write_notebook(path, *sources):
    path.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell(s) for s in sources]})
    )


@pytest.fixture
def folder(tmp_path):
    return write_student_folder(tmp_path)


def outcome(folder):
    template = load_student_folder(folder)
    return practise(template, template.folders[0], load_work(folder))


def test_untouched_template(folder):
    found = outcome(folder)
    assert (found.state, found.passed, found.main) == ("not attempted", 0, "a1_toys/double.py")
    assert found.report.message == "Not attempted. double is not written yet: it raised NotImplementedError."
    assert found.notes == ()


def test_right_and_wrong(folder):
    path = folder / "a1_toys" / "double.py"
    path.write_text(RIGHT)
    assert (outcome(folder).state, outcome(folder).first_open) == ("passed", None)
    path.write_text("def double(x):\n    return x\n")
    assert outcome(folder).state == "wrong"
    assert outcome(folder).first_open.id == "worked_number"
    path.write_text("def double(x):\n    return 3 * x - 1\n")
    assert (outcome(folder).passed, outcome(folder).first_open.id) == (1, "additive")
    path.write_text("def double(x:\n")
    assert "cannot be loaded" in outcome(folder).report.message


def test_no_file_at_all(folder):
    (folder / "a1_toys" / "double.py").unlink()
    (folder / "a1_toys" / "a1_toys.ipynb").unlink()
    found = outcome(folder)
    assert (found.state, found.main) == ("not attempted", None)
    assert "no file double.py" in found.report.message


def test_notebook_counts_where_the_file_is_untouched(folder):
    write_notebook(folder / "a1_toys" / "a1_toys.ipynb", "import numpy as np", RIGHT)
    found = outcome(folder)
    assert (found.state, found.main) == ("passed", "a1_toys/a1_toys.ipynb")
    assert found.notes == ("a1_toys/a1_toys.ipynb was used for double: nothing is written in a1_toys/double.py yet.",)
    (folder / "a1_toys" / "double.py").write_text("def double(x):\n    return x\n")
    found = outcome(folder)
    assert (found.state, found.main) == ("wrong", "a1_toys/double.py")
    assert "a1_toys/a1_toys.ipynb was not used" in found.notes[0]


def test_untouched_notebook_beside_a_finished_file_is_no_news(folder):
    (folder / "a1_toys" / "double.py").write_text(RIGHT)
    assert outcome(folder).notes == ()


def test_what_is_begun(tmp_path):
    folder = write_student_folder(tmp_path, **TWO_FUNCTIONS)
    (folder / "a1_toys" / "double.py").write_text(RIGHT + "def half(x):\n    raise NotImplementedError\n")
    found = outcome(folder)
    assert (found.state, found.passed, found.first_open.id) == ("begun", 1, "halves")


def test_functions_of_other_names_are_noted(tmp_path):
    folder = write_student_folder(tmp_path, **TWO_FUNCTIONS)
    (folder / "a1_toys" / "double.py").write_text("def Double(x):\n    return 2 * x\ndef half(x):\n    return x / 2\n")
    template, work = load_student_folder(folder), load_work(folder)
    found = practise(template, template.folders[0], work)
    (note,) = find_misplaced(folder, work, [found])
    assert "a1_toys/double.py defines Double (for double?)" in note
    (folder / "a1_toys" / "double.py").write_text(RIGHT + "def half(x):\n    return x / 2\ndef Double(x): pass\n")
    work = load_work(folder)
    assert find_misplaced(folder, work, [practise(template, template.folders[0], work)]) == []


def test_given_checks_are_no_part_of_the_work(folder):
    assert set(load_work(folder).submission.files) == {"a1_toys/double.py", "a1_toys/a1_toys.ipynb"}


def test_notes_on_failed_statements_and_numeric_warnings(folder):
    source = "import numpy as np\nnp.load('nothing')\ndef double(x):\n    np.exp(np.float64(1e4))\n    return 2 * x\n"
    (folder / "a1_toys" / "double.py").write_text(source)
    notes = outcome(folder).notes
    assert notes[0].startswith("a1_toys/double.py, line 2: FileNotFoundError")
    assert notes[1] == "a1_toys/double.py: RuntimeWarning: overflow encountered in exp"
