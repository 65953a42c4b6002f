"""Renders the notebook of an assignment: statements, one cell per function, and a check cell per exercise.

Cell ids are built from the ids of exercises and the names of functions, so they stay the same from release to release.
Cells have nbgrader's metadata (schema version 3): answers are solution cells, other cells are locked.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

from grader.authoring.stub import needs_callable, render_function
from grader.errors import CourseError, GraderError
from grader.version import DISTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.course.course import PublicExercise

_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_INTRODUCTION = """# {title}

Run the next cell first: Shift-Enter runs a cell. Write your code in the cells that contain `raise NotImplementedError`;
each exercise ends with a cell that checks it. When your work is graded, only NumPy and the standard library are
available. To check all exercises, run `grader check` in a terminal.
"""
_SCRATCH = "# Try things out here. Nothing in this cell is graded."


def render_notebook(assignment: str, exercises: Sequence[PublicExercise]) -> str:
    """Return the notebook of an assignment as JSON, in format 4.5 and without outputs.

    Raises:
        CourseError: two exercises declare a function of the same name, or a cell id would be too long.
        GraderError: nbformat is not installed.
    """
    nbformat = _nbformat()
    _require_distinct_functions(assignment, exercises)
    metadata = {
        "grader": {"assignment": assignment, "exercises": [exercise.id for exercise in exercises]},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    cells = [cell for exercise in exercises for cell in _exercise_cells(nbformat, exercise)]
    notebook = nbformat.v4.new_notebook(
        metadata=metadata, cells=[*_first_cells(nbformat, assignment, exercises), *cells], nbformat_minor=5
    )
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook).rstrip()}\n"


def to_title(assignment: str) -> str:
    """Return `Softmax and losses` for `a2_softmax_and_losses`."""
    words = assignment.partition("_")[2] or assignment
    return words.replace("_", " ").capitalize()


def _first_cells(nbformat: Any, assignment: str, exercises: Sequence[PublicExercise]) -> Iterator[Any]:
    introduction = _INTRODUCTION.format(title=to_title(assignment)).strip()
    yield _cell(nbformat, "markdown", "introduction", introduction, {"role": "introduction"})
    imports = ["import numpy as np", "", "from grader.jupyter import check"]
    if any(needs_callable(exercise) for exercise in exercises):
        imports.insert(0, "from collections.abc import Callable\n")
    yield _cell(nbformat, "code", "setup", "\n".join(imports), {"role": "setup"})


def _exercise_cells(nbformat: Any, exercise: PublicExercise) -> Iterator[Any]:
    own = {"exercise": exercise.id}
    yield _cell(
        nbformat,
        "markdown",
        f"{exercise.id}-statement",
        _lowered(exercise.statement.strip()),
        {**own, "role": "statement"},
    )
    for function in exercise.functions:
        place = {**own, "function": function.name, "role": "answer"}
        yield _cell(nbformat, "code", f"{exercise.id}-{function.name}", render_function(function), place)
    yield _cell(nbformat, "code", f"{exercise.id}-check", f'check("{exercise.id}")', {**own, "role": "check"})
    yield _cell(nbformat, "code", f"{exercise.id}-scratch", _SCRATCH, {**own, "role": "scratch"})


def _lowered(markdown: str) -> str:
    """Return a statement with its headings one level lower, below that of the notebook."""
    parts = markdown.split("```")
    parts[::2] = [_HEADING.sub(r"#\g<0>", part) for part in parts[::2]]  # in a code block, # starts a comment
    return "```".join(parts)


def _cell(nbformat: Any, kind: str, cell_id: str, source: str, place: dict[str, str]) -> Any:
    if not _CELL_ID.fullmatch(cell_id):
        raise CourseError(f"{cell_id} cannot be the id of a notebook cell: more than 64 characters. Shorten a name.")
    metadata: dict[str, Any] = {"grader": place}
    if place["role"] != "scratch":
        is_answer = place["role"] == "answer"
        metadata["nbgrader"] = {
            "schema_version": 3,
            "grade": False,
            "grade_id": cell_id,
            "locked": not is_answer,
            "solution": is_answer,
            "task": False,
        }
    make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    return make(source, id=cell_id, metadata=metadata)


def _require_distinct_functions(assignment: str, exercises: Sequence[PublicExercise]) -> None:
    owners: dict[str, str] = {}
    for exercise in exercises:
        for function in exercise.functions:
            other = owners.setdefault(function.name, exercise.id)
            if other != exercise.id:
                text = f"{other} and {exercise.id} both declare {function.name}"
                raise CourseError(f"{assignment}: {text}; in a notebook, one would replace the other. Rename one.")


def _nbformat() -> Any:
    try:
        return importlib.import_module("nbformat")
    except ImportError:
        raise GraderError(
            f"Writing notebooks needs nbformat, which is not installed. Run: pip install '{DISTRIBUTION}[instructor]'"
        ) from None
