"""Packing a student's work."""

import pytest

from grader.practice.packing import MAX_NAMED, pack

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
