"""The right and the wrong solutions among the tests, and how one of them is graded."""

from dataclasses import replace
from pathlib import Path

from grader.grading.grading import grade
from grader.submissions.submission import load_submission

FOLDER = Path(__file__).parent
RIGHT = sorted(path for path in (FOLDER / "right").iterdir() if path.is_dir())
WRONG = sorted((FOLDER / "wrong").glob("*/*.py"))
# Code that copies the worked numbers and answers anything of the right shape elsewhere.
KNOWS_NOTHING = [path for path in WRONG if "_knows_nothing" in path.parent.name]


def grade_only(course, server, folder):
    """Grade the exercises that a folder has a file for."""
    submission = load_submission(folder)
    stems = {Path(path).stem for path in submission.files}
    exercises = tuple(exercise for exercise in course.exercises if exercise.id in stems)
    return grade(replace(course, exercises=exercises), submission, server)


def to_found(exercise):
    """Return what an exercise was diagnosed as, each with the checks that it explains."""
    return [[f"{d.function}: {' or '.join(d.misconceptions) or d.change}", *d.checks] for d in exercise.diagnosis]
