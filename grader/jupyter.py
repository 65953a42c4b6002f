"""Checks in notebooks: `from grader.jupyter import check`, then `check("softmax_shift")` in a separate cell."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from grader.course.student_folder import find_student_folder, load_student_folder
from grader.errors import GraderError
from grader.grading.messages import numeric_warnings
from grader.practice.case_files import grade_at_home
from grader.practice.missing_packages import find_packages
from grader.practice.notebook_card import Card
from grader.practice.practice import PracticeResult
from grader.practice.session import DEBUGGER_STOPS, PracticeSession, Stopped
from grader.text import quote_list

if TYPE_CHECKING:
    from grader.course.course import PublicExercise
    from grader.course.student_folder import StudentFolder

NOTEBOOK = "this notebook"


def check(exercise_id: str, namespace: dict[str, Any] | None = None) -> Card:
    """Check the current functions of an exercise, and return a card for the notebook to display.

    Args:
        exercise_id: the id of the exercise, as in the notebook's check cells.
        namespace: the functions by name; the caller's globals by default.

    Raises:
        SystemExit: there is no such exercise, or no `checks` folder in the notebook's folder or above it.
    """
    names = sys._getframe(1).f_globals if namespace is None else namespace  # noqa: SLF001 - the notebook's own names
    try:
        template = load_student_folder(find_student_folder(Path.cwd()), (exercise_id,))
        if len(template.folders) != 1:
            raise GraderError(f"{exercise_id} is an assignment; name one exercise: {', '.join(template.ids)}.")
        return Card(_run(template, template.load(template.folders[0]), names))
    except GraderError as error:
        raise SystemExit(str(error)) from None  # a notebook shows it without a traceback
    except Stopped as stopped:
        raise stopped.error from None


def _run(template: StudentFolder, exercise: PublicExercise, names: dict[str, Any]) -> PracticeResult:
    functions = SimpleNamespace(**{f.name: names[f.name] for f in exercise.functions if f.name in names})
    defined = [name for name, value in names.items() if isinstance(value, FunctionType) and _is_own(value, names)]
    with PracticeSession(
        {}, NOTEBOOK, template.limits, functions=functions, defined=defined, stops=DEBUGGER_STOPS
    ) as session:
        report = grade_at_home(exercise, session, template.root, None)
    notes = (*_note_packages(functions, template), *numeric_warnings(session.warnings))
    return PracticeResult(exercise, NOTEBOOK, report, tuple(f"{NOTEBOOK.capitalize()}: {text}" for text in notes))


def _is_own(function: FunctionType, names: dict[str, Any]) -> bool:
    return function.__globals__ is names


def _note_packages(functions: SimpleNamespace, template: StudentFolder) -> list[str]:
    """Warn about packages that the kernel has and a worker lacks: code that needs them passes here and fails there."""
    packages = find_packages(vars(functions).values(), template.root)
    there = "When your work is graded, only NumPy and the standard library are available."
    return [f"your code uses {quote_list(packages)}. {there}"] if packages else []
