"""Grades the mathematics of neural networks: `load_course`, `load_submission`, `grade`, `to_json`.

    path -> load_submission -> Submission --+
                                            +-> grade(course, submission) -> Report -> to_json
    root -> load_course     -> Course ------+

Names are loaded when they are first used, so that `import grader` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.course.course import Course, load_course
    from grader.errors import CourseError, GraderError, SandboxError, SubmissionError
    from grader.grading.grading import grade
    from grader.reports.report import Report, to_json
    from grader.reports.views import to_student_view
    from grader.submissions.submission import Submission, load_submission

_HOMES = {
    "Course": "course.course",
    "CourseError": "errors",
    "GraderError": "errors",
    "Report": "reports.report",
    "SandboxError": "errors",
    "Submission": "submissions.submission",
    "SubmissionError": "errors",
    "grade": "grading.grading",
    "load_course": "course.course",
    "load_submission": "submissions.submission",
    "to_json": "reports.report",
    "to_student_view": "reports.views",
}

__all__ = [
    "Course",
    "CourseError",
    "GraderError",
    "Report",
    "SandboxError",
    "Submission",
    "SubmissionError",
    "grade",
    "load_course",
    "load_submission",
    "to_json",
    "to_student_view",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'grader' has no attribute {name!r}")
    return getattr(importlib.import_module(f"grader.{_HOMES[name]}"), name)
