"""A folder of submissions and its summary."""

import csv
import errno
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from grader.batch import summary
from grader.batch.batch import find_submissions, grade_all, grade_path, make_folder, write_reports, write_summary
from grader.batch.table import render_class
from grader.course.course import load_course
from grader.errors import GraderError, ResultError, SubmissionError
from grader.reports.report import has_grader_fault
from tests.toy import write_course
from tests.unit.reports.test_terminal import to_text
from tests.unit.submissions.test_submission import to_notebook

SOURCES = {
    "=ana": "def double(x): return 2 * x",
    "ben": "def double(x): return x + 1",
    "cem": "def double(x): raise NotImplementedError",
    "dot": "def double(x): exit()",
    "eva": "def double(x:",
    "fay": None,
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    for name, source in SOURCES.items():
        (folder / name).mkdir()
        if source is not None:
            (folder / name / "double.py").write_text(source)
    (folder / "stray.txt").write_text("no submission")
    (folder / ".hidden").write_text("")
    toy = load_course(write_course(tmp_path_factory.mktemp("toy")))
    return toy, list(grade_all(toy, find_submissions(folder)))


def test_every_entry_gets_a_report_in_order(graded):
    _, reports = graded
    assert [report.submission.id for report in reports] == [*SOURCES, "stray.txt"]
    assert [report.score for report in reports] == [4.0, 0.4, 0.0, 0.0, 0.0, 0.0, 0.0]


def write_results(toy, reports, out, view):
    return write_summary(toy, list(write_reports(toy, reports, out, view)), out)


def test_results_are_written(graded, tmp_path):
    toy, reports = graded
    (tmp_path / "out" / "reports").mkdir(parents=True)
    (tmp_path / "out" / "reports" / "old.json").write_text("{}")
    (tmp_path / "out" / "summary.csv").write_text("old")
    make_folder(tmp_path / "out", tmp_path / "class")
    assert [path.name for path in (tmp_path / "out").rglob("*")] == ["reports"]
    table = write_results(toy, reports, tmp_path / "out", "student")
    assert sorted(path.name for path in (tmp_path / "out" / "reports").iterdir()) == sorted(
        f"{name}.json" for name in [*SOURCES, "stray.txt"]
    )
    saved = json.loads((tmp_path / "out" / "reports" / "ben.json").read_text())
    assert saved["exercises"][0]["checks"][-1]["counterexample"] is None
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["max_score"] == 4.0
    assert table.students[0].id == "=ana"
    instructor = write_results(toy, reports, tmp_path / "out", "instructor")
    saved = json.loads((tmp_path / "out" / "reports" / "ben.json").read_text())
    assert saved["exercises"][0]["checks"][-1]["counterexample"] is not None
    assert instructor == table


def test_summary_counts_those_who_tried(graded):
    toy, reports = graded
    table = summary.summarise_class(toy, reports)
    (column,) = table.exercises
    assert (column.attempted, column.perfect, column.mean_score) == (4, 1, 1.1)
    remarks = {student.id: student.remarks for student in table.students}
    assert remarks["=ana"] == ()
    assert remarks["cem"] == ("nothing attempted",)
    assert remarks["dot"] == ("double called exit() (double.py, line 1): it must return its answer instead.",)
    assert remarks["eva"][0].startswith("double.py, line 1, cannot be loaded: SyntaxError")
    assert "no .py or .ipynb file" in remarks["fay"][0]
    assert "is not a folder or" in remarks["stray.txt"][0]
    assert table.regrade == ()


def test_csv_is_safe_in_a_spreadsheet(graded):
    toy, reports = graded
    rows = list(csv.reader(io.StringIO(summary.to_csv(summary.summarise_class(toy, reports)))))
    assert rows[0] == ["student", "double", "total", "max", "remarks"]
    assert rows[1] == ["'=ana", "4.0", "4.0", "4.0", ""]
    assert rows[3][1] == ""


def test_table_shows_what_was_not_attempted(graded):
    toy, reports = graded
    text = to_text(render_class(summary.summarise_class(toy, reports)), 80)
    assert "│cem      │     –│" in text
    assert "│ben      │   0.4│" in text
    assert "  stray.txt: " in text


def test_names_are_whole_in_a_narrow_table(graded):
    toy, (first, *_) = graded
    names = ["Ada Lovelace", "Student12345", "Student12346", "x" * 45, "名" * 30]
    table = summary.summarise_class(
        toy, [replace(first, submission=replace(first.submission, id=name)) for name in names]
    )
    (column,) = table.exercises
    ids = [f"long_winded_exercise_{number}" for number in range(8)]
    students = tuple(replace(s, exercises=dict.fromkeys(ids, s.exercises["double"])) for s in table.students)
    wide = replace(table, students=students, exercises=tuple(replace(column, id=name) for name in ids))
    lines = [line for line in to_text(render_class(wide), 80).splitlines() if line.startswith("│")]
    assert max(map(cell_len, lines)) <= 80
    assert sum(line.endswith("4│") for line in lines) == len(names)  # the total
    first_column = [line[1:].partition("│")[0].strip() for line in lines]
    assert all(name in "".join(first_column) for name in ("Student12345", "Student12346", "x" * 45, "名" * 30))
    assert "Ada Lovelace" in first_column


def test_folders_that_hold_no_class(tmp_path):
    with pytest.raises(SubmissionError, match="not a folder"):
        find_submissions(tmp_path / "none")
    with pytest.raises(SubmissionError, match="is empty"):
        find_submissions(tmp_path)


def test_single_remarkable_verdicts_are_named(tmp_path, server):
    toy = load_course(write_course(tmp_path, course='title = "T"\n[limits]\ncall_wall_s = 0.3\n'))
    folder = tmp_path / "class" / "gil"
    folder.mkdir(parents=True)
    (folder / "double.py").write_text("def double(x):\n  while x.size > 2: pass\n  return 2 * x")
    (report,) = grade_all(toy, [folder])
    assert summary.summarise_class(toy, [report]).students[0].remarks == ("double: ran out of time",)
    assert summary.summarise_class(toy, []).exercises[0].mean_score is None


@pytest.mark.parametrize("others", [("=ana", "=ana"), ("=Ana", "=ANA")])
def test_names_that_look_alike_get_a_file_each(graded, tmp_path, others):
    toy, (first, *_) = graded
    reports = [first, *(replace(first, submission=replace(first.submission, id=name)) for name in others)]
    make_folder(tmp_path, tmp_path / "class")
    write_results(toy, reports, tmp_path, "student")
    written = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert written == sorted(["=ana.json", f"{others[0]}-2.json", f"{others[1]}-3.json"])


def test_reports_are_there_as_soon_as_they_are_made(graded, tmp_path):
    toy, reports = graded
    make_folder(tmp_path, tmp_path / "class")
    written = write_reports(toy, reports, tmp_path, "student")
    next(written)
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["=ana.json"]


def test_full_disk_leaves_no_file_that_is_cut_off(graded, tmp_path, monkeypatch):
    toy, reports = graded

    def write_half(path, data):
        path.write_text(data[:10].decode())
        raise OSError(errno.ENOSPC, "No space left on device")

    make_folder(tmp_path, tmp_path / "class")
    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(ResultError, match=r"Cannot write to .*: No space left"):
        write_results(toy, reports, tmp_path, "student")
    assert list((tmp_path / "reports").iterdir()) == []


def test_names_that_some_systems_take_for_one(graded, tmp_path):
    toy, reports = graded
    ids = ("Ben", "ben", "BEN-2", "ß", "ss", "\u00e9", "e\u0301")
    named = [replace(reports[0], submission=replace(reports[0].submission, id=name)) for name in ids]
    make_folder(tmp_path, tmp_path / "class")
    write_results(toy, named, tmp_path, "student")
    written = [path.stem for path in (tmp_path / "reports").iterdir()]
    assert sorted(written) == sorted(["Ben", "ben-2", "BEN-2-2", "ß", "ss-2", "\u00e9", "e\u0301-2"])


def test_results_are_not_put_where_they_cannot_be(tmp_path):
    with pytest.raises(ResultError, match="taken for a submission"):
        make_folder(tmp_path / "class" / "out", tmp_path / "class")
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="Cannot write"):
        make_folder(tmp_path / "file" / "out", tmp_path / "class")


def test_files_in_the_class_folder_are_submissions(tmp_path):
    toy = load_course(write_course(tmp_path))
    folder = tmp_path / "class"
    folder.mkdir()
    right = SOURCES["=ana"]
    (folder / "ida müller.py").write_text(right)
    (folder / "jan.ipynb").write_text(to_notebook("%matplotlib inline", right))
    with zipfile.ZipFile(folder / "kai.zip", "w") as archive:
        archive.writestr("kai/a1_toys/double.py", right)
    (folder / "leo.zip").write_bytes(b"no zip")
    (folder / "__MACOSX").mkdir()
    reports = list(grade_all(toy, find_submissions(folder)))
    assert {r.submission.id: r.score for r in reports} == {"ida müller": 4, "jan": 4, "kai": 4, "leo": 0}
    assert "leo.zip is damaged or not a zip" in reports[-1].submission.notes[0]


def test_what_cannot_be_read_for_lack_of_a_package_is_graded_again(tmp_path, server, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbformat", None)
    toy = load_course(write_course(tmp_path / "course"))
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": []}]}
    (tmp_path / "old.ipynb").write_text(json.dumps(old))
    report, error = grade_path(toy, tmp_path / "old.ipynb", server)
    assert (has_grader_fault(report), type(error)) == (True, GraderError)
    assert "pip install 'grader[instructor]'" in report.submission.notes[0]
