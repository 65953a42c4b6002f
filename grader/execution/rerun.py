"""Makes the calls of a failing case again, in a confined worker: `repeat_calls`.

A report can be forged, so the arguments in it are evaluated in a worker of their own, without the student's code, and
arrive here as values of the wire's closed set. The functions among them are sent to the student's worker as text.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.errors import ResultError
from grader.execution.limits import Limits
from grader.execution.replies import Reply, Returned
from grader.execution.session import WorkerSession
from grader.exercise.python_source import to_python
from grader.reports.escape import to_log
from grader.reports.replay import read_steps
from grader.reports.safe_python import find_arguments, is_same_value
from grader.submissions.main_file import find_main_file, find_outlines
from grader.text import one_line
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.execution.forkserver import ForkServer
    from grader.reports.report import CheckReport, ExerciseReport, Step
    from grader.submissions.submission import Submission

MAX_SHOWN = 1_000
_NO_ARGUMENTS = wire.encode(((), {}))


@dataclass(frozen=True, slots=True)
class RepeatedCall:
    """A call that was made again, on one line each.

    Attributes:
        found: how it ended now; empty if it could not be made.
        graded: how it ended when it was graded.
        is_as_graded: whether both are the same; None if the call could not be made.
    """

    call: str
    found: str
    graded: str
    is_as_graded: bool | None


def repeat_calls(
    exercise: ExerciseReport, check: CheckReport, submission: Submission, server: ForkServer
) -> list[RepeatedCall]:
    """Make the calls of a check's failing case again, in order, in one worker with the submission.

    Raises:
        ResultError: the report has no case that can be repeated, or the submission does not define the functions.
        SandboxError: no worker can be started.
    """
    steps = read_steps(exercise, check)
    requests = _evaluate([call for _, call in steps], server)
    functions = list(dict.fromkeys(call.func.id for _, call in steps if call and isinstance(call.func, ast.Name)))
    main = find_main_file(find_outlines(submission.files, submission.saved), exercise.id, functions).path
    if main is None:
        raise ResultError(
            f"{submission.id} has no file {exercise.id}.py, and none that defines {', '.join(functions)}."
        )
    with WorkerSession(server, submission.files, main, Limits()) as session:
        return [
            _compare(step, session.call(step.call.partition("(")[0], request)) if request else _leave_out(step)
            for (step, _), request in zip(steps, requests, strict=True)
        ]


def render_calls(calls: Sequence[RepeatedCall]) -> str:
    """Return the calls as text for a terminal or the log of a CI job."""
    lines = []
    for call in calls:
        lines.append(call.call)
        if call.is_as_graded is None:
            lines.append(
                f"    not made: it is too large to be written out in the report; when graded, it {call.graded}"
            )
        else:
            answer = "yes" if call.is_as_graded else f"no; when graded, it {call.graded}"
            lines += [f"    {call.found}", f"    as graded: {answer}"]
    return to_log("\n".join(lines) + "\n")


def _leave_out(step: Step) -> RepeatedCall:
    return RepeatedCall(one_line(step.call, MAX_SHOWN), "", _to_graded(step), None)


def _compare(step: Step, reply: Reply) -> RepeatedCall:
    returned = to_python(reply.value) if isinstance(reply, Returned) else ""
    found = f"returned {returned}" if isinstance(reply, Returned) else f"{reply.summary} {reply.detail}"
    raised = "" if isinstance(reply, Returned) else reply.exception or reply.verdict
    is_same = raised == step.raised and (returned == step.returned or is_same_value(returned, step.returned))
    effects = reply.side_effects
    seen = {name for name, places in (("modified", effects.modified), ("shared", effects.shared)) if places}
    shown = one_line(step.call, MAX_SHOWN), one_line(found, MAX_SHOWN), _to_graded(step)
    return RepeatedCall(*shown, is_same and seen.issuperset(step.seen))


def _to_graded(step: Step) -> str:
    ended = f"ended with {step.raised}" if step.raised else f"returned {step.returned}"
    effects = "".join(f"; arguments {name}" for name in step.seen)
    return one_line(ended, MAX_SHOWN) + effects


def _evaluate(calls: Sequence[ast.Call | None], server: ForkServer) -> list[bytes | None]:
    """Return the encoded arguments of calls, which a worker without the student's code evaluates.

    Raises:
        ResultError: they cannot be evaluated within the limits on memory and time, or not be sent.
    """
    source = (("arguments.py", "import numpy as np\n" + "".join(map(_to_function, range(len(calls)), calls))),)
    with WorkerSession(server, {"arguments.py": source}, "arguments.py", Limits()) as session:
        return [
            None if call is None else _to_request(call, number, session.call(f"call_{number}", _NO_ARGUMENTS))
            for number, call in enumerate(calls)
        ]


def _to_function(number: int, call: ast.Call | None) -> str:
    """Return a function that returns the arguments of a call, with None for those that are functions."""
    values = find_arguments(call) if call is not None else []
    written = ["None" if isinstance(value, ast.Lambda) else ast.unparse(value) for value in values]
    return f"def call_{number}():\n    return [{', '.join(written)}]\n"


def _to_request(call: ast.Call, number: int, reply: Reply) -> bytes:
    trees = find_arguments(call)
    reason = "" if isinstance(reply, Returned) else f": {reply.summary}"
    values = reply.value if isinstance(reply, Returned) else None
    unsent = [value for value in values if isinstance(value, wire.Unsupported)] if isinstance(values, list) else []
    if unsent:
        reason = f": it holds {unsent[0].kind}"
    elif isinstance(values, list) and len(values) == len(trees):
        shape = next((np.shape(value) for value in values if isinstance(value, np.ndarray | int | float)), None)
        given = [_to_sendable(tree, value, shape) for tree, value in zip(trees, values, strict=True)]
        count = len(call.args)
        names = [str(keyword.arg) for keyword in call.keywords]
        try:
            return wire.encode((tuple(given[:count]), dict(zip(names, given[count:], strict=True))))
        except wire.UnsupportedValueError as error:
            reason = f": it holds {error.kind}"
    raise ResultError(
        f"The arguments of call {number + 1} cannot be built{reason or '.'} "
        "The report was edited or damaged; grade again."
    )


def _to_sendable(tree: ast.expr, value: Any, shape: tuple[int, ...] | None) -> Any:
    """Return a value as the grader sends it: formulas as text, arrays in the layout in which they are written."""
    match tree:
        case ast.Lambda(ast.arguments(args=[ast.arg(x), *others], defaults=defaults), body):
            # A counter is an empty list that is kept from call to call.
            counters: dict[str, Any] = {
                name.arg: [] for name, default in zip(others, defaults, strict=False) if _is_empty(default)
            }
            return wire.Expression(f"(lambda {x}: {ast.unparse(body)})(x)", counters, shape)
        case ast.Call(ast.Attribute(_, "asfortranarray")) if isinstance(value, np.ndarray):
            return wire.WithLayout(value, "fortran")
        case ast.Subscript() if isinstance(value, np.ndarray):
            return wire.WithLayout(value, "strided")
        case ast.List(items) if isinstance(value, list):
            return [_to_sendable(item, part, shape) for item, part in zip(items, value, strict=True)]
        case _:
            return value


def _is_empty(tree: ast.expr) -> bool:
    return isinstance(tree, ast.List) and not tree.elts
