"""Right solutions in many styles earn everything; wrong ones fail the checks named in their first line."""

import json

import pytest

from grader.authoring.mistake_costs import EFFORTLESS_SHARE
from grader.execution.session import WorkerSession
from grader.exercise.declared_form import DECLARED_FORM
from grader.grading.diagnosis import diagnose
from grader.submissions.submission import load_submission
from tests.solutions import FOLDER, KNOWS_NOTHING, RIGHT, WRONG, grade_only, to_found

# What each wrong solution is diagnosed as, and the checks that explains; nothing where no known mistake answers alike.
DIAGNOSES = json.loads((FOLDER / "golden" / "diagnoses.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("style", RIGHT, ids=[path.name for path in RIGHT])
def test_right_solutions_earn_everything(course, server, style):
    report = grade_only(course, server, style)
    lost = [check for exercise in report.exercises for check in exercise.checks if check.verdict != "passed"]
    assert lost == []
    assert len(report.exercises) == len(list(style.glob("*.py")))


@pytest.mark.parametrize("style", RIGHT, ids=[path.name for path in RIGHT])
def test_right_solutions_are_diagnosed_with_nothing(course, server, style):
    submission = load_submission(style)
    for exercise in course.exercises:
        if f"{exercise.id}.py" in submission.files:
            with WorkerSession(server, submission.files, f"{exercise.id}.py", course.limits) as session:
                found = diagnose(exercise, session)
            assert found.diagnoses == (), exercise.id
            assert found.wrong_functions == frozenset(), exercise.id


@pytest.mark.parametrize("path", WRONG, ids=[path.parent.name for path in WRONG])
def test_wrong_solutions_fail_where_they_should(course, server, path):
    first_line = path.read_text(encoding="utf-8").partition("\n")[0]
    expected = first_line.removeprefix("# fails: ").split(", ")
    (exercise,) = grade_only(course, server, path.parent).exercises
    assert to_found(exercise) == DIAGNOSES.get(path.parent.name, [])
    failed = [check.id for check in exercise.checks if check.verdict != "passed"]
    # Most wrong values fail the generated check as well; a first line names it only if the form alone is wrong.
    assert expected in (failed, [check_id for check_id in failed if check_id != DECLARED_FORM])
    assert {check.fault for check in exercise.checks} <= {"none", "student"}


@pytest.mark.parametrize("path", KNOWS_NOTHING, ids=[path.parent.name for path in KNOWS_NOTHING])
def test_code_that_knows_nothing_earns_a_tenth_at_most(course, server, path):
    (exercise,) = grade_only(course, server, path.parent).exercises
    assert exercise.score <= EFFORTLESS_SHARE * exercise.max_score
