"""Renders the failing case of a check as a Python script, for appeals; it needs only the student's file and NumPy.

`render_replay` makes a script of the steps in the report. The script calls the student's functions again and prints
whether they still return the graded answers. Nothing is run here.
"""

from __future__ import annotations

import ast
import textwrap
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from grader.errors import ResultError
from grader.reports.safe_python import read_call, read_value

if TYPE_CHECKING:
    from grader.reports.report import CheckReport, ExerciseReport, Report, Step

_TOOLS = """\
def call(function, *given, **options):
    kept, before = copy.deepcopy(given), arrays(given)
    try:
        answer = function(*(takes_one_array(value, before) if callable(value) else value for value in given), **options)
        print("returned", answer)
    except Exception as error:
        answer = type(error).__name__
        print("raised", repr(error))
    changed = len(arrays(given)) != len(arrays(kept)) or any(map(differ, arrays(given), arrays(kept)))
    shared = any(np.shares_memory(a, b) for a in arrays(answer) for b in before)
    return answer, {name for name, holds in (("modified", changed), ("shared", shared)) if holds}


def takes_one_array(function, beside):
    def checked(x):
        if np.shape(x) != beside[0].shape:
            raise ValueError(f"this function takes an array of shape {beside[0].shape}, not {np.shape(x)}")
        return function(np.array(x))

    return checked


def arrays(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in arrays(item)]
    return [np.asarray(value)] if isinstance(value, (int, float, np.ndarray)) else []


def differ(a, b):
    return a.shape != b.shape or a.tobytes() != b.tobytes()


def same(found, graded):
    if isinstance(graded, (str, type(None))) or isinstance(found, (str, type(None))):
        return isinstance(found, type(graded)) and found == graded
    if isinstance(graded, (dict, list, tuple)) and not isinstance(found, type(graded)):
        return False
    if isinstance(graded, dict):
        return all(key in found and same(found[key], graded[key]) for key in graded)
    if isinstance(graded, (list, tuple)):
        return len(found) == len(graded) and all(map(same, found, graded))
    return np.shape(found) == np.shape(graded) and np.allclose(found, graded, rtol=1e-9, atol=1e-12, equal_nan=True)
"""


def find_check(report: Report, name: str) -> tuple[ExerciseReport, CheckReport]:
    """Return a check of a report by its id, or by `EXERCISE/CHECK` if several exercises have one of that id.

    Raises:
        ResultError: there is no such check, or more than one.
    """
    exercise_id, _, check_id = name.rpartition("/")
    found = [
        (exercise, check)
        for exercise in report.exercises
        for check in exercise.checks
        if check.id == check_id and exercise_id in ("", exercise.id)
    ]
    if len(found) > 1:
        raise ResultError(f"There are checks {check_id} in {', '.join(e.id for e, _ in found)}. Give EXERCISE/CHECK.")
    if not found:
        open_checks = [f"{e.id}/{c.id}" for e in report.exercises for c in e.checks if c.counterexample is not None]
        listed = (
            f" Checks with a failing case: {', '.join(open_checks)}." if open_checks else " None has a failing case."
        )
        raise ResultError(f"The report has no check {name}.{listed}")
    return found[0]


def render_replay(report: Report, exercise: ExerciseReport, check: CheckReport) -> str:
    """Return the failing case of a check as a Python script.

    Raises:
        ResultError: the report has no failing case of this check, or one with invalid names.
    """
    if check.counterexample is None or not check.counterexample.steps:
        reason = "it passed" if check.verdict == "passed" else "its case is not in this view of the report, or too long"
        raise ResultError(f"{check.id} cannot be replayed: {reason}.")
    steps = check.counterexample.steps
    functions = list(dict.fromkeys(step.call.partition("(")[0] for step in steps))
    if not all(map(str.isidentifier, (exercise.id, *functions))):
        raise ResultError(f"{check.id} cannot be replayed: a name in the report is not a Python identifier.")
    path, module = _find_module(report, exercise)
    told = [
        f"{exercise.id}/{check.id}: {check.title}",
        "",
        *check.message.splitlines(),
        "",
        f"Run this in the folder of {path}.",
    ]
    parts = [
        *("\n".join(textwrap.wrap(line, 110, initial_indent="# ", subsequent_indent="# ")) or "#" for line in told),
        "import copy",
        "",
        "import numpy as np",
        f"from {module} import {', '.join(functions)}",
        "",
        "",
        _TOOLS,
        "",
        *(_render_step(step) for step in steps),
    ]
    expected = read_value(check.counterexample.expected or "")
    if expected is not None:
        text = f"# For {_shorten(check.counterexample.call)} the check expected"
        parts += [text, f"print('expected', {ast.unparse(expected)})"]
    return "\n".join(parts) + "\n"


def _render_step(step: Step) -> str:
    call = read_call(step.call)
    if call is None:
        return f"# This call is too large to be written out: {_shorten(step.call)}\n"
    arguments = [ast.unparse(argument) for argument in (call.func, *call.args, *call.keywords)]
    lines = [f"print({_shorten(step.call)!r})", f"answer, effects = call({', '.join(arguments)})"]
    graded = read_value(repr(step.raised) if step.raised else step.returned)
    if step.raised and not step.raised[0].isupper():  # a verdict such as died, not an exception
        lines.append(f"print({f'When graded, there was no answer: {step.raised}.'!r})")
    elif graded is not None:
        effects = f" and effects >= {set(step.seen)}" if step.seen else ""
        lines.append(f"print('as graded:', same(answer, {ast.unparse(graded)}){effects})")
    else:
        lines.append(f"# When graded, it returned {_shorten(step.returned)}")
    return "\n".join(lines) + "\n"


def _find_module(report: Report, exercise: ExerciseReport) -> tuple[str, str]:
    """Return the file from which an exercise was probably graded, and the name of its module."""
    paths = [PurePosixPath(path) for path in report.submission.files]
    named = [path for path in paths if path.stem == exercise.id]
    chosen = next((path for path in (*named, *paths) if path.suffix == ".py" and path.stem.isidentifier()), None)
    if chosen is not None and (chosen in named or len(paths) == 1):
        return str(chosen), chosen.stem
    return f"{exercise.id}.py, which holds the functions as they were handed in", exercise.id


def _shorten(text: str) -> str:
    return textwrap.shorten(text, 90, placeholder=" …")
