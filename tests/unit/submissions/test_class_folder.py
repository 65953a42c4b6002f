"""Telling a class from a submission."""

import pytest

from grader.submissions.class_folder import find_classes, find_students, is_submission, tell_class, tell_names
from grader.submissions.submission import load_submission

IDS = {"softmax_shift", "rnn_bptt", "a2_losses", "a3_nets"}


@pytest.mark.parametrize(
    "paths",
    [
        ["ada/softmax_shift.py", "ben/softmax_shift.py"],
        ["ada/a2_losses/softmax_shift.py", "ben/homework/softmax_shift (1).py", "cem/x.py"],
        ["class/ada/softmax_shift.py", "class/ben/softmax_shift.py"],
        ["term/class/ada/a2_losses.ipynb", "term/class/ben/a2_losses.ipynb"],
        ["Ada_4711_file_/homework.zip/softmax_shift.py", "Ben_4712_file_/homework.zip/softmax_shift.py"],
        ["submission_123456/softmax_shift.py", "submission_123457/softmax_shift.py"],
    ],
)
def test_class(paths):
    students, shared = find_students(paths, IDS)
    assert len(students) == 2
    assert shared in IDS


@pytest.mark.parametrize(
    "paths",
    [
        [],
        ["softmax_shift.py", "rnn_bptt.py"],
        ["a2_losses/softmax_shift.py", "a3_nets/rnn_bptt.py"],
        ["ada/a2_losses/softmax_shift.py", "ada/a3_nets/rnn_bptt.py"],
        ["attempt1/softmax_shift.py", "attempt2/softmax_shift.py"],
        ["2017-03-03/softmax_shift.py", "2017-03-04/softmax_shift.py"],
        ["old/softmax_shift.py", "new/softmax_shift.py", "src/softmax_shift.py"],
        ["work/softmax_shift.py", "work - Copy/softmax_shift.py"],
        ["softmax_shift.py", "ada/softmax_shift.py", "ben/softmax_shift.py"],
        ["a2/hw.ipynb", "a3/hw.ipynb"],
        ["a.zip/softmax_shift.py", "b.zip/softmax_shift.py"],
    ],
)
def test_submission_of_one_student(paths):
    assert find_students(paths, IDS) == ([], "")


def test_folder_one_level_too_high_or_too_low(tmp_path):
    for name in ("ada/a2_losses/softmax_shift.py", "ben/softmax_shift.py", "ben/rnn_bptt.ipynb", "cem/work.zip"):
        path = tmp_path / "term" / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    top = tmp_path / "term"

    def entries(folder):
        return sorted(folder.iterdir())

    assert find_classes(entries(top), IDS) == ["class"]
    assert find_classes(entries(top / "class"), IDS) == []
    assert find_classes([], IDS) == []
    assert not is_submission(entries(top / "class"), {"softmax_shift", "rnn_bptt"}, {"a2_losses"})
    for low in (top / "class" / "ada", top / "class" / "ben", top / "class" / "ada" / "a2_losses"):
        assert is_submission(entries(low), {"softmax_shift", "rnn_bptt"}, {"a2_losses"})


def test_class_of_zips_one_level_too_high(tmp_path):
    for name in ("class/Ada_1_file_/work.zip", "class/Ben_2_file_/other.zip"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("")
    assert find_classes(sorted(tmp_path.iterdir()), IDS) == ["class"]


def read(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x = 1")
    return load_submission(folder)


def test_moodle_s_folders_are_a_class_whatever_is_in_them(tmp_path):
    names = ("Ada_4711_assignsubmission_file_/softmax_shift.py", "Ben_4711_assignsubmission_file_/work.zip")
    assert tell_class(read(tmp_path, *names), IDS) == (
        "looks like a class of 2: each of Ada_4711 and Ben_4711 has a name that Moodle gives to a student's folder."
    )


@pytest.mark.parametrize(
    "names",
    [
        ["code/softmax_shift.py", "data/one.zip", "backup/two.zip"],
        ["Ada_1_assignsubmission_file_/softmax_shift.py", "Ada_1_assignsubmission_onlinetext_/work.zip"],
    ],
)
def test_zips_beside_the_work_of_one_student(tmp_path, names):
    assert tell_class(read(tmp_path, *names), IDS) == ""


def test_long_lists_of_students_are_cut():
    assert tell_names(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
