"""Contain unexpected exceptions of the grader itself: one costs the exercise in which it happens, and no other."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import grader

if TYPE_CHECKING:
    from types import TracebackType

_log = logging.getLogger(__name__)
# Without a handler, Python prints errors to stderr as they are, with the text of students in them.
logging.getLogger("grader").addHandler(logging.NullHandler())
_ROOT = Path(grader.__file__).parent


def describe_fault(error: Exception, exercise_id: str) -> str:
    """Log the traceback of an exception of the grader's, and return its type and place.

    Its text is for the log only, since it may contain an input.
    """
    place = _find_place(error.__traceback__)
    _log.error("%s in %s, while %s was graded", type(error).__name__, place, exercise_id, exc_info=error)
    return f"{type(error).__name__} in {place}"


def _find_place(traceback: TracebackType | None) -> str:
    """Return the innermost line of the grader or the course: in `grading/diagnosis.py, line 193`."""
    place = "an unknown place"
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path.is_relative_to(_ROOT):
            place = f"grader/{path.relative_to(_ROOT).as_posix()}, line {traceback.tb_lineno}"
        elif path.parent.parent.parent.name == "assignments":
            place = f"{path.parent.name}/{path.name}, line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
