"""A folder of submissions, the reports on them and their summary."""

import csv
import errno
import fcntl
import io
import json
import os
import re
import sys
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from grader.batch import summary
from grader.batch.batch import find_submissions, grade_all, grade_path
from grader.batch.results import find_names, open_folder, write_reports, write_summary
from grader.batch.table import find_ending, render_class
from grader.course.course import load_course
from grader.errors import GraderError, ResultError, SubmissionError
from grader.reports.report import has_grader_fault, to_json
from grader.version import DISTRIBUTION
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
    assert [report.score for report in reports] == [4.0, 0.36, 0.0, 0.0, 0.0, 0.0, 0.0]


def write_results(toy, reports, out, view, started="now"):
    names = find_names([Path(report.submission.id) for report in reports])
    numbered = list(enumerate(reports))[::-1]  # they come in any order
    return write_summary(toy, list(write_reports(toy, numbered, names, out, view)), names, out, started)


def test_results_are_written(graded, tmp_path):
    toy, reports = graded
    with open_folder(tmp_path / "out", tmp_path / "class"):
        table = write_results(toy, reports, tmp_path / "out", "student")
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == sorted(
        [f"{name}.json" for name in [*SOURCES, "stray.txt"]] + ["summary.csv", "summary.json"]
    )
    saved = json.loads((tmp_path / "out" / "reports" / "ben.json").read_text())
    assert saved["exercises"][0]["checks"][-1]["counterexample"] is None
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["max_score"] == 4.0
    assert (tmp_path / "out" / "summary.csv").read_bytes().startswith(b'\xef\xbb\xbf"student","double"')
    assert [student.id for student in table.students] == [*SOURCES, "stray.txt"]
    instructor = write_results(toy, reports, tmp_path / "out", "instructor")
    saved = json.loads((tmp_path / "out" / "reports" / "ben.json").read_text())
    assert saved["exercises"][0]["checks"][-1]["counterexample"] is not None
    assert instructor == table == summary.summarise_class(toy, reports, "now")


def test_nothing_is_removed_before_the_summary_is_written(graded, tmp_path):
    toy, reports = graded
    with open_folder(tmp_path, tmp_path / "class") as first:
        write_results(toy, reports[:2], tmp_path, "student", first)
    others = {
        "notes.json": b"{}",
        "odd.json": b"\xff",
        "deep.json": b"[" * 100_000,
        "plan.txt": b"mine",
        "looks.json.bak": (tmp_path / "reports" / "ben.json").read_bytes(),
    }
    for name, data in others.items():
        (tmp_path / "reports" / name).write_bytes(data)
    (tmp_path / "reports" / "folder.json").mkdir()
    (tmp_path / "reports" / "link.json").symlink_to(tmp_path / "reports" / "ben.json")
    before = set((tmp_path / "reports").iterdir())
    with open_folder(tmp_path, tmp_path / "class") as second:
        names = find_names([Path(report.submission.id) for report in reports[1:3]])
        rows = list(write_reports(toy, enumerate(reports[1:3]), names, tmp_path, "student"))
        assert set((tmp_path / "reports").iterdir()) == before | {tmp_path / "reports" / "cem.json"}
        assert json.loads((tmp_path / "summary.json").read_bytes())["started"] == first
        write_summary(toy, rows, names, tmp_path, second)
    assert json.loads((tmp_path / "summary.json").read_bytes())["started"] == second > first
    left = {path.name for path in (tmp_path / "reports").iterdir()}
    assert left == {*others, "folder.json", "link.json", "ben.json", "cem.json"}


def test_reports_of_another_version_are_removed_as_well(graded, tmp_path):
    toy, reports = graded
    with open_folder(tmp_path, tmp_path / "class"):
        write_results(toy, reports[:1], tmp_path, "student")
        old = json.loads((tmp_path / "reports" / "=ana.json").read_bytes())
        (tmp_path / "reports" / "old.json").write_text(json.dumps({**old, "schema_version": 0, "more": 1}))
        write_results(toy, reports[:1], tmp_path, "student")
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["=ana.json"]


def test_a_second_run_is_kept_out_and_told_by_whom(tmp_path):
    with open_folder(tmp_path, tmp_path / "class") as started:
        with (
            pytest.raises(ResultError, match=rf"process {os.getpid()} on .* since {re.escape(started)}\. Wait"),
            open_folder(tmp_path, tmp_path / "class"),
        ):
            pass
        assert (tmp_path / "batch.lock").exists()
    with open_folder(tmp_path, tmp_path / "class"):
        pass
    assert not (tmp_path / "batch.lock").exists()


def test_a_lock_that_nobody_holds_any_more_keeps_nobody_out(tmp_path):
    (tmp_path / "batch.lock").write_text("process 1 on here since then")
    with open_folder(tmp_path, tmp_path / "class"):
        assert f"process {os.getpid()} " in (tmp_path / "batch.lock").read_text()


def test_a_lock_that_was_removed_meanwhile_is_not_taken(tmp_path, monkeypatch):
    """The run that held it removes it as it ends; a third would make a new one."""
    flock = fcntl.flock

    def flock_after_removal(lock, how):
        monkeypatch.setattr("fcntl.flock", flock)
        (tmp_path / "batch.lock").unlink()
        flock(lock, how)

    monkeypatch.setattr("fcntl.flock", flock_after_removal)
    with (
        open_folder(tmp_path, tmp_path / "class"),
        pytest.raises(ResultError, match="Another batch"),
        open_folder(tmp_path, tmp_path / "class"),
    ):
        pass


def test_folder_that_cannot_be_locked(tmp_path, monkeypatch):
    def refuse(lock, how):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with (
        pytest.raises(ResultError, match=r"cannot be locked: No locks available\. Choose an --out on a local disk"),
        open_folder(tmp_path, tmp_path / "class"),
    ):
        pass


def test_summary_counts_those_who_tried(graded):
    toy, reports = graded
    table = summary.summarise_class(toy, reports)
    (column,) = table.exercises
    assert (column.attempted, column.perfect, column.mean_score) == (4, 1, 1.09)
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
    assert "│ben      │  0.36│" in text
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


def to_class(toy, report, names, exercises=()):
    """Return a class of students who all have this report."""
    table = summary.summarise_class(
        toy, [replace(report, submission=replace(report.submission, id=name)) for name in names]
    )
    (column,) = table.exercises
    ids = exercises or ["double"]
    students = tuple(replace(s, exercises=dict.fromkeys(ids, s.exercises["double"])) for s in table.students)
    return replace(table, students=students, exercises=tuple(replace(column, id=name) for name in ids))


def find_cells(text):
    return [line[1:-1].split("│") for line in text.splitlines() if line.startswith("│")]


def test_names_of_a_platform_are_one_line_without_their_ending(graded):
    toy, (first, *_) = graded
    names = [f"{name}_4711_assignsubmission_file_" for name in ("Anna Müller", "Ben Okafor")]
    text = to_text(render_class(to_class(toy, first, names)), 80)
    assert [cells[0].strip() for cells in find_cells(text)[:2]] == ["Anna Müller", "Ben Okafor"]
    assert "Names are shown without _4711_assignsubmission_file_ at the end." in text


@pytest.mark.parametrize(
    ("names", "ending"),
    [
        (["ada_1_assignsubmission_file_", "ben_2_assignsubmission_file_", "stray.txt"], "_assignsubmission_file_"),
        (["ada_homework_1", "ben_homework_1"], "_homework_1"),
        (["ada_homework_1", "ada"], ""),
        (["ada_homework", "ben_homework", "ada"], ""),
        (["ada_homework", "cem", "ben_homework", "dot"], ""),
        (["ada_hw", "ben_hw"], ""),
        (["ada_homework"], ""),
        ([], ""),
    ],
)
def test_ending_that_most_names_share(names, ending):
    assert find_ending(names) == ending


def test_name_column_uses_the_width_there_is(graded):
    toy, (first, *_) = graded
    names = ["x" * 45, "y" * 30]
    text = to_text(render_class(to_class(toy, first, names, ["softmax_shift"] * 1)), 300)
    assert [cells[0].strip() for cells in find_cells(text)[:2]] == names


def test_headers_break_at_underscores_or_are_numbers(graded):
    toy, (first, *_) = graded
    exercises = [f"linear_regression_gd{number}" for number in range(8)]
    table = to_class(toy, first, ["x" * 20], exercises)
    wide, narrow = (to_text(render_class(table), width) for width in (160, 80))
    assert wide.count("regression") == narrow.count("regression") == 8
    assert "8 linear_regression_gd7" in narrow
    assert "8 linear_regression_gd7" not in wide


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
    (tmp_path / "reports").mkdir()
    write_results(toy, reports, tmp_path, "student")
    written = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert written == sorted(["=ana.json", f"{others[0]}-2.json", f"{others[1]}-3.json"])


def test_reports_are_there_as_soon_as_they_are_made(graded, tmp_path):
    toy, reports = graded
    (tmp_path / "reports").mkdir()
    written = write_reports(toy, enumerate(reports), ["=ana.json"], tmp_path, "student")
    next(written)
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["=ana.json"]


def test_full_disk_leaves_no_file_that_is_cut_off(graded, tmp_path, monkeypatch):
    toy, reports = graded

    def write_half(path, data):
        path.write_text(data[:10].decode())
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "reports").mkdir()
    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(ResultError, match=r"Cannot write to .*: No space left"):
        write_results(toy, reports, tmp_path, "student")
    assert list((tmp_path / "reports").iterdir()) == []


def test_names_that_some_systems_take_for_one(graded, tmp_path):
    toy, reports = graded
    ids = ("Ben", "ben", "BEN-2", "ß", "ss", "\u00e9", "e\u0301")
    named = [replace(reports[0], submission=replace(reports[0].submission, id=name)) for name in ids]
    (tmp_path / "reports").mkdir()
    write_results(toy, named, tmp_path, "student")
    written = [path.stem for path in (tmp_path / "reports").iterdir()]
    assert sorted(written) == sorted(["Ben", "ben-2", "BEN-2-2", "ß", "ss-2", "\u00e9", "e\u0301-2"])


def test_results_are_not_put_where_they_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    for out, reason in (("class/out", "taken for a submission"), ("file/out", "Cannot write")):
        with pytest.raises(ResultError, match=reason), open_folder(tmp_path / out, tmp_path / "class"):
            pass


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


def test_links_in_the_class_folder_are_the_student_s_fault(tmp_path):
    toy = load_course(write_course(tmp_path))
    (tmp_path / "class" / "ana").mkdir(parents=True)
    (tmp_path / "class" / "ana" / "double.py").write_text(SOURCES["=ana"])
    targets = {"ben": "class/ana", "cem": "reference", "dot": "nowhere", "eva": "class/eva"}
    for name, target in targets.items():
        (tmp_path / "class" / name).symlink_to(tmp_path / target)
    ana, *linked = grade_all(toy, find_submissions(tmp_path / "class"))
    assert (ana.score, [report.submission.id for report in linked]) == (4, list(targets))
    for report in linked:
        assert (report.score, has_grader_fault(report), report.submission.files) == (0, False, ())
        assert "is a link and was not followed" in report.submission.notes[0]


def test_what_cannot_be_read_for_lack_of_a_package_is_graded_again(tmp_path, server, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbformat", None)
    toy = load_course(write_course(tmp_path / "course"))
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": []}]}
    (tmp_path / "old.ipynb").write_text(json.dumps(old))
    report, error = grade_path(toy, tmp_path / "old.ipynb", server)
    assert (has_grader_fault(report), type(error)) == (True, GraderError)
    assert f"pip install '{DISTRIBUTION}[instructor]'" in report.submission.notes[0]


def remarks_on(tmp_path, files, name="ana"):
    """Grade a submission of these files; return its score and the table's remarks on it."""
    toy = load_course(write_course(tmp_path / "course"))
    for path, text in files.items():
        (tmp_path / "class" / name / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    (report,) = grade_all(toy, find_submissions(tmp_path / "class"))
    (student,) = summary.summarise_class(toy, [report]).students
    return student.score, student.remarks


def test_choice_between_copies_is_in_the_table(tmp_path):
    score, remarks = remarks_on(tmp_path, {"double.py": SOURCES["ben"], "double (1).py": SOURCES["=ana"]})
    assert score == 4
    assert remarks[0].startswith("double (1).py is the one that counts for double, and not double.py: the number")


@pytest.mark.parametrize(
    ("files", "remark"),
    [
        ({"hw.ipynb": b"{", "notes.py": b""}, "hw.ipynb was left out: it is not valid JSON"),
        ({"double.py": "def duoble(x): return 2 * x"}, "double.py defines duoble (for double?)"),
        ({"hw.py": "class A:\n  def double(self, x): pass"}, "double is a method of the class A (hw.py, line 2)"),
        ({"hw.py": "if __name__ == '__main__':\n  def double(x): pass"}, "`if __name__ == ...`, which is not run"),
        ({"hw.py": "def f(x): return 2 * x"}, "asks for: hw.py defines f."),
        ({"hw.py": "", "double.py.txt": "y = 1"}, "double.py.txt was not read because of its suffix; rename it to"),
        ({"double.py.txt": "y = 1"}, "double.py.txt was not read because of its suffix; rename it to double.py"),
        ({"a/notes.py": "", "b/work.zip": ""}, "b/work.zip was left out: a zip is read only if it is the only file"),
        ({"essay.html": "see mail"}, "ana has no .py or .ipynb file that can be read. It holds essay.html."),
    ],
)
def test_table_says_what_was_found_in_place_of_an_attempt(tmp_path, files, remark):
    score, remarks = remarks_on(tmp_path, files)
    assert score == 0
    assert remark in " | ".join(remarks)


def test_reports_and_table_do_not_tell_where_the_class_is(graded, tmp_path):
    """Students read reports, and a name of an account or a course is nobody's business."""
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("empty", "closed", "odd"):
        (folder / name).mkdir()
    (folder / "stray.txt").write_text("")
    (folder / "bad.zip").write_bytes(b"no zip")
    (folder / "odd" / "one.zip").write_bytes(b"no zip")
    (folder / "link").symlink_to(folder / "empty")
    (folder / "around").symlink_to(folder / "around")
    os.link(folder / "bad.zip", folder / "second.zip")
    os.mkfifo(folder / "pipe")
    with zipfile.ZipFile(folder / "none.zip", "w") as archive:
        archive.writestr("a.txt", "")
    many = {f"{i}.py": "" for i in range(5001)}
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        for name in many:
            archive.writestr(name, "")
    toy, _ = graded
    reports = list(grade_all(toy, find_submissions(folder)))
    assert all(report.submission.files == () for report in reports)
    told = b"".join(map(to_json, reports)).decode() + summary.to_csv(summary.summarise_class(toy, reports))
    assert str(tmp_path) not in told
    assert "class/" not in told


def test_choice_between_attempts_is_in_the_table(tmp_path):
    files = {f"attempt{number}/double.py": SOURCES["=ana" if number == 10 else "ben"] for number in (1, 2, 10)}
    score, remarks = remarks_on(tmp_path, files)
    assert score == 4
    assert remarks == (
        "attempt10 is the one that counts, and not attempt2 and attempt1: its number is the highest. "
        "Hand in only the one that should count.",
    )


def test_folder_of_several_students_is_told_in_its_row(tmp_path):
    """Not every folder is a class, so the batch is not refused, and their files would count as one student's."""
    files = {f"{name}/double.py": SOURCES["=ana"] for name in ("vera", "jakob", "samir")}
    score, remarks = remarks_on(tmp_path, files, "section1")
    assert score == 4
    assert remarks[0] == (
        "This folder looks like a class of 3: each of jakob, samir and vera has double. It was graded as one "
        "student's submission."
    )


def test_rows_and_reports_can_be_matched(tmp_path):
    toy = load_course(write_course(tmp_path / "course"))
    folder = tmp_path / "class"
    for name in ("Ada", "ada", "ada.ipynb-2"):
        (folder / name).mkdir(parents=True)
        (folder / name / "double.py").write_text(SOURCES["=ana"])
    (folder / "ada.ipynb").write_text(to_notebook(SOURCES["ben"]))
    (folder / "ADA.py").write_text(SOURCES["ben"])
    (folder / "ben.py").write_text(SOURCES["ben"])
    with zipfile.ZipFile(folder / "ada.zip", "w") as archive:
        archive.writestr("double.py", SOURCES["=ana"])
    paths = find_submissions(folder)
    names = find_names(paths)
    assert names == [
        f"{name}.json" for name in ("ADA.py", "Ada", "ada-2", "ada.ipynb", "ada.ipynb-2", "ada.zip", "ben")
    ]
    with open_folder(tmp_path / "out", folder) as started:
        rows = write_reports(toy, enumerate(grade_all(toy, paths)), names, tmp_path / "out", "student")
        table = write_summary(toy, rows, names, tmp_path / "out", started)
    for name, student in zip(names, table.students, strict=True):
        saved = json.loads((tmp_path / "out" / "reports" / name).read_text())
        assert saved["submission"]["id"] == student.id == name.removesuffix(".json")
        assert saved["score"] == student.score
    remarks = {student.id: student.remarks for student in table.students}
    assert remarks["ada-2"] == ("handed in as ada, a name that another submission has too",)
    assert remarks["ada.zip"] == ()
