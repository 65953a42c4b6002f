"""The views of a report for students and instructors."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import msgspec

from grader.reports.report import CheckReport, Report, Timing, Visibility

View: TypeAlias = Literal["student", "instructor"]


_WHERE_WARNED = re.compile(r"(RuntimeWarning: [a-z ]+ encountered) in [a-z0-9_ ]+$")


def find_shown(view: View, *, hidden_counterexamples: bool) -> tuple[Visibility, ...]:
    """Return the visibilities of the checks whose counterexamples a view shows."""
    return ("public", "hidden") if view == "instructor" or hidden_counterexamples else ("public",)


def to_student_view(report: Report, *, hidden_counterexamples: bool) -> Report:
    """Return the report without the parts that students should not see.

    A hidden check keeps its title, verdict, hint and the first line of its message; with `hidden_counterexamples`,
    also the call and its return value. Expected values remain only in the messages of public checks, where students
    can compute them. Faults of the grader are for instructors. NumPy's warnings keep their kind but not the function's
    name: a student's code could choose which of twenty functions overflows, and so leak an input.
    """

    def strip(check: CheckReport) -> CheckReport:
        counterexample = check.counterexample
        if counterexample is not None:
            counterexample = msgspec.structs.replace(counterexample, expected=None)
        if check.visibility == "public":
            return msgspec.structs.replace(check, counterexample=counterexample)
        shown = counterexample if hidden_counterexamples else None
        first_line = check.message.partition("\n")[0]
        return msgspec.structs.replace(check, message=first_line, counterexample=shown, output="")

    exercises = tuple(
        msgspec.structs.replace(exercise, checks=tuple(map(strip, exercise.checks)), faults=())
        for exercise in report.exercises
    )
    notes = tuple(dict.fromkeys(_WHERE_WARNED.sub(r"\1", note) for note in report.submission.notes))
    # Rounded to a tenth of a second: more digits could leak a hidden input.
    return msgspec.structs.replace(
        report,
        submission=msgspec.structs.replace(report.submission, notes=notes),
        exercises=exercises,
        timing=Timing(round(report.timing.wall_s, 1), {}),
    )
