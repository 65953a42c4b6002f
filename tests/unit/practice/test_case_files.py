"""Failing calls that are too long to show, as scripts."""

import ast
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from grader.cli import cli
from grader.course.course import load_course
from grader.grading.grading import grade
from grader.jupyter import check
from grader.practice.case_files import is_python
from grader.reports.terminal import render_report, to_text
from grader.reports.views import to_student_view
from grader.submissions.submission import load_submission
from tests.toy import PUBLIC, write_student_folder

LONG = (
    PUBLIC
    + '''

@check()
def long(student):
    """A long vector is doubled."""
    assert_close(student.double(np.arange(300.0) / 7), np.arange(300.0) * 2 / 7)


@check()
def wide(student):
    """A vector of many digits is doubled."""
    assert_close(student.double(np.arange(1.0, 41.0) / 7), np.arange(1.0, 41.0) * 2 / 7)
'''
)
WRONG = "from helper import one\ndef double(x):\n    return one() * x\n"
SCRIPTS = {f".grader/cases/double-{name}.py" for name in ("long", "wide")}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = write_student_folder(tmp_path / "of a student", public_checks=LONG)
    (folder / "a1_toys" / "helper.py").write_text("def one():\n    return 1\n")
    monkeypatch.chdir(folder)
    return folder


def write(folder, source):
    (folder / "a1_toys" / "double.py").write_text(source)


def run_check():
    return CliRunner().invoke(cli, ["check", "double"], env={"COLUMNS": "1000"}).output


def find_scripts(folder):
    return {path.relative_to(folder).as_posix() for path in folder.glob(".grader/**/*.py")}


def test_a_call_too_long_to_show_is_in_a_script(folder):
    write(folder, WRONG)
    text = run_check()
    assert set(re.findall(r"# in full, to run: python (\S+)$", text, re.MULTILINE)) == SCRIPTS == find_scripts(folder)
    for name, count in (("long", 300), ("wide", 40)):
        script = folder / ".grader" / "cases" / f"double-{name}.py"
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=60)
        assert len(re.findall(r"\d+\.\d*", done.stdout)) == count
    before = script.read_bytes()
    run_check()
    assert script.read_bytes() == before
    write(folder, WRONG.replace("one()", "2 * one()"))
    assert "passed" in run_check()
    assert find_scripts(folder) == set()


def test_scripts_are_no_part_of_the_work(folder):
    write(folder, WRONG)
    run_check()
    assert not any("cases" in path for path in load_submission(folder).files)


def test_what_is_shown_without_a_script_can_be_pasted(folder):
    write(folder, WRONG)
    shown = [line.strip() for line in run_check().splitlines() if line.strip().startswith("double(")]
    assert [line for line in shown if "shortened" not in line and "<" not in line] == ["double(np.array([1.0]))"]
    assert len(shown) == 3


def test_in_a_notebook_it_runs_with_the_notebooks_functions(folder, monkeypatch):
    monkeypatch.chdir(folder / "a1_toys")
    names = {"double": lambda x: x}
    text = " ".join(repr(check("double", names)).split())
    assert "# in full, to run: %run -i ../.grader/cases/double-long.py" in text
    exec((folder / ".grader" / "cases" / "double-long.py").read_text(), names)


def test_grade_promises_no_file(folder, server):
    write(folder, "def double(x):\n    return x + 7\n")  # no known mistake, which would be told by one call
    report = grade(load_course(folder.parent / "course"), load_submission(folder), server)
    text = to_text(render_report(to_student_view(report, hidden_counterexamples=False)))
    assert "(shortened)" in text
    assert "JSON" not in text
    assert "in full" not in text


def test_a_folder_that_cannot_be_written_to_gets_no_script(folder):
    write(folder, WRONG)
    (folder / ".grader").write_text("")
    text = run_check()
    assert "wrong" in text
    assert "in full" not in text


def test_titles_cannot_end_the_docstring(tmp_path, monkeypatch):
    folder = write_student_folder(tmp_path, public_checks=LONG.replace("A long vector", "A \\\\long 'vector\\\" "))
    monkeypatch.chdir(folder)
    write(folder, "def double(x):\n    return x\n")
    run_check()
    script = ast.parse((folder / ".grader" / "cases" / "double-long.py").read_text())
    assert "'vector" in (ast.get_docstring(script) or "")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f(np.array([1.0]), eps=0.1)", True),
        ("f(lambda x: np.sum(x), np.array([1.0]))['dW']", True),
        ("f(<float64 array of shape (20, 20), entries from 0 to 0>)", False),
        ("f(<lambda>)", False),
        ("f(cost)", False),
        ("f(cost)[0]", False),
        ("f(np.array([1.0, ", False),
    ],
)
def test_is_python(call, expected):
    assert is_python(call) is expected
