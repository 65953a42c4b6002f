"""Renders the failing case of a check as a Python script, for appeals; it needs only the student's file and NumPy.

`render_replay` makes a script of the steps in the report. The script calls the student's functions again and prints
whether they still return the graded answers. Nothing is run here; `grader.execution.rerun` makes the same calls in a
confined worker.
"""

from __future__ import annotations

import ast
import keyword
import textwrap
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from grader.errors import ResultError
from grader.reports.escape import to_log
from grader.reports.safe_python import is_not_written_out, read_call, read_value
from grader.text import one_line, printable

if TYPE_CHECKING:
    from grader.reports.report import CheckReport, ExerciseReport, Report, Step

MAX_STEPS = 100
MAX_FILES = 1_000
MAX_TOLD = 4_000
MAX_MEASURED = 1_000
_WITHOUT_CASE = {
    "passed": "it passed",
    "skipped": "it was skipped, so it has no case; the report says why",
    "not_attempted": "it was not attempted, so it has no case",
    "grader_fault": "the grader failed, so it has no case; grade again",
}
_CONTAINERS = (ast.List, ast.Tuple, ast.Dict)
_WARNING = (
    "Running this script runs the student's code on this machine with your rights: it can read, change and delete "
    "your files, and use your network. To make the same calls in a confined process instead, run",
    "grader replay --run --submission PATH REPORT CHECK",
)
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
    """Return a check of a report by its id, or by `EXERCISE/CHECK` if it failed in several exercises.

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
        found = [pair for pair in found if pair[1].verdict != "passed"] or found
    if len(found) > 1:
        raise ResultError(f"There are checks {check_id} in {', '.join(e.id for e, _ in found)}. Give EXERCISE/CHECK.")
    if not found:
        open_checks = [f"{e.id}/{c.id}" for e in report.exercises for c in e.checks if c.counterexample is not None]
        listed = (
            f" Checks with a failing case: {', '.join(open_checks)}." if open_checks else " None has a failing case."
        )
        raise ResultError(f"The report has no check {name}.{listed}")
    return found[0]


def read_steps(exercise: ExerciseReport, check: CheckReport) -> list[tuple[Step, ast.Call | None]]:
    """Return the calls of a check's failing case, each with its syntax tree; None for one that is not written out.

    Raises:
        ResultError: the report has no failing case of this check, or one that the grader does not write.
    """
    if check.counterexample is None or not check.counterexample.steps:
        reason = _WITHOUT_CASE.get(check.verdict, "its case is not in this view of the report, or too long")
        raise ResultError(f"{check.id} cannot be replayed: {reason}.")
    steps = check.counterexample.steps
    if len(steps) > MAX_STEPS:
        raise _to_forged(check, f"its case has {len(steps)} calls, and the grader writes at most {MAX_STEPS}")
    names = [exercise.id, *(step.call[:1_000].partition("(")[0] for step in steps)]
    if not all(name.isidentifier() and not keyword.iskeyword(name) for name in names):
        raise _to_forged(check, "a name in the report is not a Python identifier")
    calls = [read_call(step.call) for step in steps]
    for number, (step, call) in enumerate(zip(steps, calls, strict=True), 1):
        if call is None and not is_not_written_out(step.call):
            raise _to_forged(
                check, f"the grader does not write such a call as number {number}, {one_line(step.call, 90)}"
            )
    return list(zip(steps, calls, strict=True))


def _to_forged(check: CheckReport, reason: str) -> ResultError:
    return ResultError(
        f"{one_line(check.id, 100)} cannot be replayed: {reason}. The report was edited or damaged; grade again."
    )


def render_replay(report: Report, exercise: ExerciseReport, check: CheckReport) -> str:
    """Return the failing case of a check as a Python script, which begins with a warning.

    Raises:
        ResultError: the report has no failing case of this check, or one that the grader does not write.
    """
    steps = read_steps(exercise, check)
    functions = list(dict.fromkeys(step.call.partition("(")[0] for step, _ in steps))
    path, module = _find_module(report, exercise)
    told = [
        *_WARNING,
        "",
        f"{exercise.id}/{one_line(check.id, 100)}: {one_line(check.title)}",
        "",
        f"To run it all the same, put it into the folder of {one_line(path, 200)}.",
    ]
    parts = [
        *map(_render_comment, told),
        "",
        "import copy",
        "",
        "import numpy as np",
        f"from {module} import {', '.join(functions)}",
        "",
        "",
        _TOOLS,
        "",
        *(_render_step(step, call) for step, call in steps),
        *(f"print({line!r})" for line in find_reasons(check)),
    ]
    return "\n".join(parts) + "\n"


def find_reasons(check: CheckReport) -> list[str]:
    """Return why a check failed, as lines of text: its message, what it measured, and what it expected if that is told.

    What it expected in full is told if it has entries; a single number stands in the sentence on what was measured.
    """
    told = [line for line in map(one_line, printable(check.message, MAX_TOLD).split("\n")) if line]
    example = check.counterexample
    if example is not None and example.measured:
        told.append(one_line(example.measured, MAX_MEASURED))
    expected = read_value(example.expected or "") if example is not None else None
    if expected is not None and any(isinstance(node, _CONTAINERS) for node in ast.walk(expected)):
        told.append(f"expected in full: {_to_source(expected)}")
    return [to_log(f"why it failed: {line}" if number == 0 else line) for number, line in enumerate(told)]


def _render_comment(text: str) -> str:
    lines = textwrap.wrap(text, 110, initial_indent="# ", subsequent_indent="# ")
    return to_log("\n".join(lines) or "#")


def _to_source(tree: ast.AST) -> str:
    """Return a tree as Python in which a CI runner finds no commands: only strings contain this sign."""
    return ast.unparse(tree).replace("##", "#\\x23")


def _render_step(step: Step, call: ast.Call | None) -> str:
    if call is None:
        return _render_comment(f"This call is too large to be written out: {_shorten(step.call)}") + "\n"
    arguments = [_to_source(argument) for argument in (call.func, *call.args, *call.keywords)]
    lines = [f"print({_shorten(step.call)!r})", f"answer, effects = call({', '.join(arguments)})"]
    graded = read_value(repr(step.raised) if step.raised else step.returned)
    if step.raised and not step.raised[0].isupper():  # a verdict such as died, not an exception
        lines.append(f"print({f'When graded, there was no answer: {step.raised}.'!r})")
    elif graded is not None:
        effects = f" and effects >= {set(step.seen)}" if step.seen else ""
        lines.append(f"print('as graded:', same(answer, {_to_source(graded)}){effects})")
    else:
        lines.append(_render_comment(f"When graded, it returned {_shorten(step.returned)}"))
    return "\n".join(lines) + "\n"


def _find_module(report: Report, exercise: ExerciseReport) -> tuple[str, str]:
    """Return the file from which an exercise was probably graded, and the name of its module."""
    paths = [PurePosixPath(path[:1_000]) for path in report.submission.files[:MAX_FILES]]
    named = [path for path in paths if path.stem == exercise.id]
    chosen = next((path for path in (*named, *paths) if path.suffix == ".py" and path.stem.isidentifier()), None)
    if chosen is not None and (chosen in named or len(paths) == 1):
        return str(chosen), chosen.stem
    return f"{exercise.id}.py, which holds the functions as they were handed in", exercise.id


def _shorten(text: str) -> str:
    return to_log(textwrap.shorten(one_line(text, 400), 90, placeholder=" …"))
