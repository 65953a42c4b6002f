"""Writes the golden files anew: `python -m tests.golden.regenerate`. Read the difference before you commit it."""

import json
import re
from pathlib import Path

import msgspec

from grader.authoring.stub import render_stub
from grader.batch.batch import find_submissions, grade_all
from grader.course.course import load_course
from grader.execution.forkserver import ForkServer
from grader.execution.isolation import NOTHING_RAN
from grader.reports.report import Environment, Timing, to_json
from tests.solutions import WRONG, grade_only, to_found

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
WHOLE = ("chloe", "fatima", "hana", "mateo", "oskar")


def grade_class(course):
    """Grade the sample class; return the reports by student."""
    reports = grade_all(course, find_submissions(ROOT / "examples" / "class"))
    return {report.submission.id: report for report in reports}


def to_golden(report):
    """Return a report's JSON without what depends on the machine, on time and on the course's other files.

    Numbers are rounded to eight digits: the last ones differ between processors.
    """
    course = msgspec.structs.replace(report.course, sha256="")
    environment = Environment("", "", "", "")
    plain = msgspec.structs.replace(
        report, course=course, environment=environment, isolation=NOTHING_RAN, timing=Timing(0.0, {})
    )
    return re.sub(r"-?\d+\.\d+(e[+-]?\d+)?", _rounded, to_json(plain).decode())


def _rounded(match):
    number = float(match[0])
    return f"{0.0 if abs(number) < 1e-12 else number:.8g}"


def to_verdicts(report):
    """Return an exercise's score and the checks that did not pass, by exercise."""
    return {
        exercise.id: {
            "score": exercise.score,
            "not passed": {check.id: check.verdict for check in exercise.checks if check.verdict != "passed"},
        }
        for exercise in report.exercises
    }


def write_diagnoses(course):
    """Write what each wrong solution is diagnosed as."""
    with ForkServer() as server:
        found = {path.parent.name: to_found(grade_only(course, server, path.parent).exercises[0]) for path in WRONG}
    text = json.dumps({name: list(diagnoses) for name, diagnoses in found.items() if diagnoses}, indent=1)
    (FOLDER / "diagnoses.json").write_text(text + "\n", encoding="utf-8")


def write_template(course):
    """Write what emil handed in: the template as it was."""
    for exercise in course.exercises:
        path = ROOT / "examples" / "class" / "emil" / exercise.assignment / f"{exercise.id}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(render_stub(exercise), encoding="utf-8")


if __name__ == "__main__":
    loaded = load_course(ROOT)
    write_template(loaded)
    write_diagnoses(loaded)
    graded = grade_class(loaded)
    verdicts = {student: to_verdicts(report) for student, report in graded.items()}
    (FOLDER / "verdicts.json").write_text(json.dumps(verdicts, indent=2) + "\n")
    for student in WHOLE:
        (FOLDER / f"{student}.json").write_text(to_golden(graded[student]))
