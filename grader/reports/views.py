"""What students see of a report, and what instructors see."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import msgspec

from grader.reports.report import CheckReport, Report, Timing, Visibility

View: TypeAlias = Literal["student", "instructor"]


_WHERE_WARNED = re.compile(r"(RuntimeWarning: [a-z ]+ encountered) in [a-z0-9_ ]+$")


def find_shown(view: View, *, hidden_counterexamples: bool) -> tuple[Visibility, ...]:
    """Return the checks whose counterexamples a view shows."""
    return ("public", "hidden") if view == "instructor" or hidden_counterexamples else ("public",)


def to_student_view(report: Report, *, hidden_counterexamples: bool) -> Report:
    """Return the report without what students should not see.

    Of a hidden check that leaves the property, the verdict, the first line of the message and the hint;
    with `hidden_counterexamples`, the call and what it returned as well. What should have been returned stays
    for public checks only, in their messages: students can compute those themselves. Of NumPy's warnings the kind
    stays, and not the function: which of twenty a student's code lets overflow is its choice, and could tell an input.
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
        msgspec.structs.replace(exercise, checks=tuple(map(strip, exercise.checks))) for exercise in report.exercises
    )
    notes = tuple(dict.fromkeys(_WHERE_WARNED.sub(r"\1", note) for note in report.submission.notes))
    # To the tenth of a second: more digits could tell what a hidden input is.
    return msgspec.structs.replace(
        report,
        submission=msgspec.structs.replace(report.submission, notes=notes),
        exercises=exercises,
        timing=Timing(round(report.timing.wall_s, 1), {}),
    )
