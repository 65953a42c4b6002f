"""Right solutions in many styles earn everything; wrong ones fail the checks named in their first line."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.grading import grade
from grader.submission import load_submission

FOLDER = Path(__file__).parent
RIGHT = sorted(path for path in (FOLDER / "right").iterdir() if path.is_dir())
WRONG = sorted((FOLDER / "wrong").glob("*/*.py"))


def grade_only(course, server, folder):
    submission = load_submission(folder)
    stems = {Path(path).stem for path in submission.files}
    exercises = tuple(exercise for exercise in course.exercises if exercise.id in stems)
    return grade(replace(course, exercises=exercises), submission, server)


@pytest.mark.parametrize("style", RIGHT, ids=[path.name for path in RIGHT])
def test_right_solutions_earn_everything(course, server, style):
    report = grade_only(course, server, style)
    lost = [check for exercise in report.exercises for check in exercise.checks if check.verdict != "passed"]
    assert lost == []
    assert len(report.exercises) == len(list(style.glob("*.py")))


@pytest.mark.parametrize("path", WRONG, ids=[path.parent.name for path in WRONG])
def test_wrong_solutions_fail_where_they_should(course, server, path):
    first_line = path.read_text(encoding="utf-8").partition("\n")[0]
    expected = first_line.removeprefix("# fails: ").split(", ")
    (exercise,) = grade_only(course, server, path.parent).exercises
    assert [check.id for check in exercise.checks if check.verdict != "passed"] == expected
    assert {check.fault for check in exercise.checks} == {"none", "student"}
