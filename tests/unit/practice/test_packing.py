"""Packing a student's work."""

import os

import pytest

from grader.practice.packing import MAX_NAMED, pack
from grader.submissions.submission import load_submission

WHY = "Only .py files and notebooks are handed in, and graded code cannot read files: write what a function needs into "


@pytest.fixture
def folder(tmp_path):
    def write(*names):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x = 1")
        return pack(tmp_path, tmp_path / "submission.zip")

    return write


def test_data_is_left_out_with_a_reason(folder):
    packed = folder("a2/softmax_shift.py", "a2/bias.npy", "data/x.csv", "notes.txt", "a2/README.md")
    assert list(packed.files) == ["a2/softmax_shift.py"]
    (note,) = packed.notes
    assert note == f"Left out: notes.txt, a2/README.md, a2/bias.npy and data/x.csv. {WHY}its code."


def test_what_students_did_not_write_is_not_named(folder):
    environment = ("venv/pyvenv.cfg", "venv/lib/x.so", "node_modules/a.js", ".git/config", "a/__pycache__/x.pyc")
    packed = folder("a.py", "README.md", "requirements.txt", "checks/course.toml", ".gitignore", *environment)
    assert all(note.endswith("was left out: it holds installed packages.") for note in packed.notes)


def test_only_a_few_are_named(folder):
    (note,) = folder("a.py", *(f"data/{number}.csv" for number in range(30))).notes
    assert note.count(".csv") == MAX_NAMED
    assert f"and {30 - MAX_NAMED} more." in note


def test_of_two_packed_zips_the_later_work_counts(tmp_path):
    """Platforms hand out all attempts, and only the times of the files tell which is the latest."""
    work, handed_in = tmp_path / "work", tmp_path / "handed_in"
    work.mkdir()
    handed_in.mkdir()
    for name, text, day in (("first.zip", "wrong", 20_000), ("final.zip", "right", 20_001)):
        (work / "double.py").write_text(text)
        os.utime(work / "double.py", (day * 86_400, day * 86_400))
        pack(work, handed_in / name)
    saved = load_submission(handed_in).saved
    assert saved["final.zip/double.py"] > saved["first.zip/double.py"] > (2024, 1, 1)


@pytest.mark.parametrize("seconds", [0, 2**33])
def test_times_that_a_zip_cannot_hold_do_no_harm(tmp_path, seconds):
    (tmp_path / "double.py").write_text("x = 1")
    os.utime(tmp_path / "double.py", (seconds, seconds))
    assert pack(tmp_path, tmp_path / "submission.zip").files == {"double.py": 5}
