"""Writes failing calls that are too long to show into scripts, which students can run: `.grader/cases/ID-CHECK.py`."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.grading.grading import grade_exercise
from grader.reports.terminal import MAX_SHOWN
from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.course.course import PublicExercise
    from grader.execution.transport import Transport
    from grader.grading.judging import Outcome
    from grader.reports.report import CheckReport, ExerciseReport

FOLDER = Path(".grader") / "cases"
MAX_SCRIPT_CHARS = 2_000_000
_HEAD = '''\
"""{title}

The grader writes this when the check fails with a call that is too long to show, and removes it when it passes.
"""

'''
_NOTEBOOK = "import numpy as np"
_MODULE = """import runpy
import sys
from pathlib import Path

import numpy as np

path = Path(__file__).resolve().parents[2] / {main!r}
sys.path.insert(0, str(path.parent))
work = runpy.run_path(str(path))"""


def grade_at_home(exercise: PublicExercise, transport: Transport, root: Path, main: str | None) -> ExerciseReport:
    """Run every check of an exercise; where a failing call is too long to show, write it into a script and name that.

    Args:
        root: the student's folder.
        main: the file with the functions, relative to `root`; None if a notebook's kernel has them.
    """
    calls: dict[str, list[str]] = {}

    def keep(check: CheckReport, outcome: Outcome) -> None:
        if is_too_long(check):
            calls[check.id] = _find_calls(check, outcome)

    report = grade_exercise(exercise, transport, keep)
    checks = tuple(_with_file(exercise, check, root, main, calls.get(check.id, ())) for check in report.checks)
    return msgspec.structs.replace(report, checks=checks)


def is_too_long(check: CheckReport) -> bool:
    """Whether the call that shows a failure is cut on the screen, or holds an array that is not written out."""
    shown = check.counterexample.call.splitlines() if check.counterexample is not None else []
    return any(len(line) > MAX_SHOWN or not is_python(line) for line in shown)


def is_python(call: str) -> bool:
    """Whether a call can be made again as it is written: without summaries, and functions that have a name only."""
    try:
        tree = ast.parse(call, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return bool(calls) and not any(isinstance(argument, ast.Name) for argument in calls[0].args)


def _find_calls(check: CheckReport, outcome: Outcome) -> list[str]:
    """Return the calls that are shown, in full and with the part of the answer that is shown."""
    shown = check.counterexample.call.splitlines() if check.counterexample is not None else []
    found = ((call, line) for call in outcome.calls for line in shown if line.startswith(call.text))
    return list(dict.fromkeys(call.in_full + line.removeprefix(call.text) for call, line in found))


def _with_file(
    exercise: PublicExercise, check: CheckReport, root: Path, main: str | None, calls: Sequence[str]
) -> CheckReport:
    path = root / FOLDER / f"{exercise.id}-{check.id}.py"
    if not _write(path, _to_script(check, main, calls)) or check.counterexample is None:
        return check
    command = f"{'python' if _is_module(main) else '%run -i'} {_to_relative(path)}"
    example = msgspec.structs.replace(
        check.counterexample, call=f"{check.counterexample.call}\n# in full, to run: {command}"
    )
    return msgspec.structs.replace(check, counterexample=example)


def _to_script(check: CheckReport, main: str | None, calls: Sequence[str]) -> str:
    """Return a script that makes the calls and prints what they return; empty if there are none to be made again."""
    if not calls or not all(map(is_python, calls)):
        return ""
    functions = dict.fromkeys(call.partition("(")[0] for call in calls)
    names = [f"{name} = work[{name!r}]" for name in functions] if _is_module(main) else []
    title = one_line(check.title).replace("\\", "/").replace('"', "'")
    begin = _MODULE.format(main=main) if _is_module(main) else _NOTEBOOK
    lines = [_HEAD.format(title=title), begin, *names, "", *(f"print({call})" for call in calls)]
    return "\n".join(lines) + "\n"


def _is_module(main: str | None) -> bool:
    return main is not None and main.endswith(".py")


def _write(path: Path, script: str) -> bool:
    """Write a script, or remove an earlier one if there is none to write; return whether it was written."""
    try:
        if not 0 < len(script) <= MAX_SCRIPT_CHARS:
            path.unlink(missing_ok=True)
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script, encoding="utf-8")
    except OSError:  # a folder that cannot be written to: the call stays as it is shown
        return False
    return True


def _to_relative(path: Path) -> str:
    """Return a path as the student types it."""
    try:
        shown = os.path.relpath(path)
    except ValueError:  # on another drive, under Windows
        shown = str(path)
    return f'"{shown}"' if " " in shown else shown
