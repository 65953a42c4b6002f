"""The commands for students, in the folder that they unpacked."""

import zipfile

import pytest
from click.testing import CliRunner

from grader.cli import cli
from grader.submissions.submission import load_submission
from tests.toy import SPEC, write_student_folder

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return x\n"
HINTED = SPEC.replace("POINTS = 4\n", 'POINTS = 4\nHINTS = ("Look at the statement.", "What is one plus one?")\n')


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = write_student_folder(tmp_path, spec=HINTED)
    monkeypatch.chdir(folder)
    return folder


def run(*words):
    result = CliRunner().invoke(cli, words, env={"COLUMNS": "100"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def write(folder, source):
    (folder / "a1_toys" / "double.py").write_text(source)


def test_untouched_folder_says_where_to_begin(folder):
    code, text = run("check")
    assert code == 0
    assert text.startswith("Next: double  a1_toys/double.py\n  Write double in a1_toys/double.py")
    assert "– double  not attempted yet" in text


def test_what_is_wrong_is_on_top(folder):
    write(folder, WRONG)
    code, text = run("check")
    assert code == 1
    first, _, rest = text.partition("\n")
    assert first == "Next: double  a1_toys/double.py"
    assert rest.strip().startswith("✗ wrong: One doubled is two.")
    assert "Hint: One plus one?" in text
    assert "grader check double" in text
    assert "✗ double  wrong: 0 of 2 checks passed" in text


def test_what_is_right(folder):
    write(folder, RIGHT)
    code, text = run("check")
    assert code == 0
    assert "All checks that you can run yourself pass." in text
    assert "✓ double  2 checks passed" in text


def test_one_exercise_in_full(folder):
    write(folder, "open('nothing')\ndef double(x):\n    return 3 * x - 1\n")
    code, text = run("check", "double")
    assert code == 1
    assert "✓ 1 check passed." in text
    assert "✗ wrong: The double of a sum is the sum of the doubles." in text
    assert "Notes\n  a1_toys/double.py, line 1: FileNotFoundError" in text
    assert run("check", "a1_toys")[1].startswith("✗ wrong: Doubling")


def test_wrong_calls(folder, tmp_path, monkeypatch):
    from grader.errors import CourseError

    result = CliRunner().invoke(cli, ["check", "doubel"])
    assert isinstance(result.exception, CourseError)
    assert "Did you mean double?" in str(result.exception)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["check"])
    assert "Change to the folder that you unpacked" in str(result.exception)


def test_hints_come_one_at_a_time(folder):
    assert run("hint", "double") == (0, "1 of 2\n" + "  Look at the statement.\n")
    second = run("hint", "double")[1]
    assert "1 of 2" in second
    assert "2 of 2\n  What is one plus one?" in second
    assert "That was the last hint." in second
    assert run("hint", "double")[1] == second
    assert "2 of 2" not in run("hint", "double", "--again")[1]
    assert "2 of 2" in run("hint", "double")[1]
    (folder / ".grader" / "hints.json").write_text("[1")
    assert "2 of 2" not in run("hint", "double")[1]
    (folder / ".grader" / "hints.json").write_text('{"double": "x"}')
    assert "2 of 2" not in run("hint", "double")[1]


def test_hints_of_what_has_none_or_is_no_exercise(tmp_path, monkeypatch):
    monkeypatch.chdir(write_student_folder(tmp_path))
    assert "There are no hints for double" in run("hint", "double")[1]


def test_hint_wants_an_exercise(tmp_path, monkeypatch):
    from grader.errors import CourseError

    folder = write_student_folder(tmp_path)
    other = folder / "checks/a1_toys/e2_twice"
    other.mkdir()
    for path in (folder / "checks/a1_toys/e1_double").glob("*.py"):
        (other / path.name).write_text(path.read_text())
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(cli, ["hint", "a1_toys"])
    assert isinstance(result.exception, CourseError)
    assert "name one exercise: double, twice" in str(result.exception)


def test_zip_to_hand_in(folder):
    write(folder, WRONG)
    (folder / "helper.py").write_text("x = 1")
    code, text = run("pack")
    assert code == 0
    assert text.startswith("Next: double")
    assert "submission.zip is ready to hand in. It contains:" in text
    assert "Wrong: double. To see why: grader check double" in text
    names = zipfile.ZipFile(folder / "submission.zip").namelist()
    assert names == ["a1_toys/a1_toys.ipynb", "a1_toys/double.py", "helper.py"]
    assert sorted(load_submission(folder / "submission.zip").files) == names
    first = (folder / "submission.zip").read_bytes()
    assert "left out" not in run("pack")[1]
    assert (folder / "submission.zip").read_bytes() == first


def test_long_names_in_a_zip_are_whole(folder):
    name = "a1_toys/" + "long_winded_" * 4 + "notebook.ipynb"
    write(folder, RIGHT)
    (folder / name).write_text((folder / "a1_toys" / "a1_toys.ipynb").read_text())
    _, text = run("pack")
    assert f"  {name}  " in text
    assert "  a1_toys/double.py  " in text
    assert "\n    for double\n" in text


def test_zip_of_what_is_not_written(folder):
    assert "Not finished: double." in run("pack", "--out", "mine.zip")[1]
    assert (folder / "mine.zip").is_file()


def test_zip_says_what_is_left_out(folder):
    (folder / "big.py").write_text("#" * 1_000_001)
    assert "big.py was left out: it has more than" in run("pack")[1]


def test_zip_that_cannot_be_made(folder):
    from grader.errors import ResultError

    result = CliRunner().invoke(cli, ["pack", "--out", "nowhere/a.zip"])
    assert isinstance(result.exception, ResultError)
    for path in (folder / "a1_toys").iterdir():
        path.unlink()
    result = CliRunner().invoke(cli, ["pack"])
    assert "no .py file and no notebook. Write an exercise first." in str(result.exception)


def test_watching_shows_how_things_stand_and_then_what_was_saved(folder, monkeypatch):
    from grader.practice import watch

    naps = []

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 1:
            write(folder, WRONG)
        if len(naps) > 6:
            raise KeyboardInterrupt

    original = watch.watch
    monkeypatch.setattr(watch, "watch", lambda template: original(template, nap))
    code, text = run("watch")
    assert code == 0
    assert text.startswith("– not written: Doubling  a1_toys/double.py")
    assert "✗ wrong: Doubling  a1_toys/double.py" in text
    assert text.count("Waiting for the next save") == 2
