"""Public checks as tests, in a pytest of their own."""

import os
import subprocess
import sys
from importlib import metadata

import pytest

from tests.toy import write_student_folder

# Where the grader is installed, pytest finds the plugin by itself, and will not have it twice.
INSTALLED = any(entry.name == "grader" for entry in metadata.entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "grader.practice.pytest_plugin")
RIGHT = "def double(x):\n    return 2 * x\n"


@pytest.fixture
def folder(tmp_path, pytester, monkeypatch):
    folder = write_student_folder(tmp_path)
    monkeypatch.chdir(folder)
    return folder


def write(folder, source):
    (folder / "a1_toys" / "double.py").write_text(source)


def test_untouched_exercises_are_skipped(folder, pytester):
    result = pytester.runpytest_inprocess(*PLUGIN, "-rs")
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["*double is not written yet: it raised NotImplementedError.*"])


def test_checks_are_tests_with_readable_ids(folder, pytester):
    write(folder, RIGHT)
    result = pytester.runpytest_inprocess(*PLUGIN, "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["a1_toys/double.py::worked_number PASSED*", "a1_toys/double.py::additive PASSED*"])
    pytester.runpytest_inprocess(*PLUGIN, "a1_toys/double.py::additive").assert_outcomes(passed=1)
    pytester.runpytest_inprocess(*PLUGIN, "-k", "worked").assert_outcomes(passed=1, deselected=1)


def test_failure_shows_what_the_terminal_shows(folder, pytester):
    write(folder, "def double(x):\n    print('hello')\n    return x\n")
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["✗ wrong: One doubled is two.", "*double(np.array([[]1.0[]]))", "*Hint: One plus one?", "*hello*"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_functions_that_are_not_written_are_skipped(folder, pytester):
    write(folder, "def double(x):\n    y = 2\n    raise NotImplementedError\n")
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(skipped=2)


def test_exercises_in_one_file_have_a_level_of_their_own(folder, pytester):
    import json

    other = folder / "checks/a1_toys/e2_twice"
    other.mkdir()
    for path in (folder / "checks/a1_toys/e1_double").glob("*.py"):
        (other / path.name).write_text(path.read_text())
    (folder / "a1_toys" / "double.py").unlink()
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": RIGHT}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (folder / "a1_toys" / "a1_toys.ipynb").write_text(json.dumps(notebook))
    result = pytester.runpytest_inprocess(*PLUGIN, "-v")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["a1_toys/a1_toys.ipynb::double::worked_number PASSED*"])


def test_files_that_are_no_exercise_are_left_alone(folder, pytester):
    write(folder, RIGHT)
    (folder / "test_own.py").write_text("def test_one(): assert True")
    (folder / "README.txt").write_text("x")
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=3)


def test_other_projects_are_left_alone(tmp_path, root):
    (tmp_path / "test_own.py").write_text("def test_one(): assert True")
    code = (
        f"import sys, pytest; code = pytest.main([*{PLUGIN}, '-q', '-p', 'no:hypothesispytest']); "
        "print('loaded', code, *sorted(m for m in sys.modules if m.partition('.')[0] in ('grader', 'numpy', 'rich')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "1 passed" in done.stdout
    assert done.stdout.splitlines()[-1] == "loaded 0 grader grader.practice grader.practice.pytest_plugin"


def test_debugger_stops_in_the_student_s_code(folder, pytester, monkeypatch):
    write(folder, "def double(x):\n    half = x / 2\n    return undefined\n")
    stops = debug(monkeypatch)
    pytester.runpytest_inprocess(*PLUGIN, "-x", "--pdb").assert_outcomes(failed=1)
    assert stops == [("a1_toys/double.py", "double", 3)]


def test_debugger_stops_in_the_check_where_an_answer_is_wrong(folder, pytester, monkeypatch):
    write(folder, "def double(x):\n    return x\n")
    stops = debug(monkeypatch)
    pytester.runpytest_inprocess(*PLUGIN, "-x", "--pdb").assert_outcomes(failed=1)
    assert [(name, function) for name, function, _ in stops] == [("public_checks.py", "worked_number")]


def debug(monkeypatch):
    """Take the place of the debugger; return where it stopped."""
    stops = []

    def stop(raised):
        traceback = getattr(raised, "__traceback__", raised)  # since Python 3.13 pytest passes the exception
        while traceback.tb_next is not None:
            traceback = traceback.tb_next
        code = traceback.tb_frame.f_code
        name = code.co_filename if code.co_filename.startswith("a1") else code.co_filename.rpartition("/")[2]
        stops.append((name, code.co_name, traceback.tb_lineno))

    monkeypatch.setattr("_pytest.debugging.post_mortem", stop)
    return stops


def test_who_quits_ends_the_run(folder, pytester):
    write(folder, "import pytest\ndef double(x):\n    import sys\n    sys.modules['pytest'].exit('enough')\n")
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.stdout.fnmatch_lines(["*enough*"])
    assert result.ret == 2
