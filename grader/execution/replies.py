"""Parse the replies of workers into types that the rest of the grader may trust.

A worker is an untrusted process: `from_wire` accepts exactly the replies that `grader.worker.request_loop`
describes; anything else becomes a failure of the student's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.exercise.failures import NO_SIDE_EFFECTS, Failure, FailureVerdict, SideEffects
from grader.reports.causes import NOT_DEFINED, NOT_WRITTEN
from grader.text import MAX_OUTPUT, one_line, printable
from grader.worker.absences import ONLY_NUMPY
from grader.worker.wire import Expression, FunctionRef

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Returned:
    """The reply to a call that returned a value of the closed set."""

    value: Any
    side_effects: SideEffects = NO_SIDE_EFFECTS


Reply: TypeAlias = Returned | Failure
ABSENT = "Graded code cannot use files, temporary files, time zones, network connections, processes or threads."


def from_wire(message: Any, number: int, function: str, lengths: Mapping[str, int]) -> Reply:
    """Turn the reply to call `number` of `function` into a `Reply`.

    Args:
        lengths: the number of lines of each of the submission's files, by name; exceptions are located only there.
    """
    # Check types first: comparing an array with a name or a number does not give a bool.
    match message:
        case (str("returned"), int(got), value, side_effects) if got == number and not _holds_code(value):
            return Returned(value, to_side_effects(side_effects))
        case (str("raised"), int(got), dict(exception), side_effects) if got == number:
            return from_exception(exception, function, to_side_effects(side_effects), lengths)
        case (str("missing"), int(got), str(reason)) if got == number:
            if reason:
                return Failure("raised", f"{function} {one_line(reason.rstrip('.'))}.", during="load")
            return Failure("not_attempted", f"{function} {NOT_DEFINED}")
    return malformed(function)


def _holds_code(value: Any) -> bool:
    """Whether a value contains something that only the grader may send; a printed expression would be code."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return any(map(_holds_code, value))
    return isinstance(value, Expression | FunctionRef)


def malformed(function: str) -> Failure:
    """Return the failure for a worker that violates the protocol."""
    return Failure("died", f"{function} broke the connection to the grader: its process sent an invalid reply.")


def to_side_effects(raw: Any) -> SideEffects:
    """Parse the side effects of a call and drop malformed entries."""
    if not isinstance(raw, dict):
        return NO_SIDE_EFFECTS

    def texts(key: str) -> tuple[str, ...]:
        items = raw.get(key)
        return tuple(one_line(x, 200) for x in items[:20] if isinstance(x, str)) if isinstance(items, list) else ()

    output = raw.get("output")
    kept = output[:MAX_OUTPUT] if isinstance(output, str) else ""
    return SideEffects(texts("modified"), texts("shared"), texts("warnings"), kept)


def from_exception(
    exception: dict[str, Any], function: str, side_effects: SideEffects, lengths: Mapping[str, int]
) -> Failure:
    """Convert the description of an exception to a failure."""
    kind, text = _text(exception, "kind"), printable(_text(exception, "text"))
    name = _exception_name(_text(exception, "type"))
    place, absence = _place(exception, lengths), one_line(_text(exception, "absence"), 60)
    verdict, summary, detail = _explain(kind, function, name, place, text)
    if absence and kind == "exception":
        summary = f"{function} uses {absence}{place}. {ABSENT}"
    blamed = one_line(_text(exception, "blamed"), 200)
    if blamed:
        summary = f"{summary} It uses {blamed}. Compute this with NumPy."
    told_name = "" if kind == "hangs" else name  # a hang is stopped by the grader's own exception
    return Failure(verdict, summary, detail, exception=told_name, side_effects=side_effects)


def _explain(kind: str, function: str, name: str, place: str, text: str) -> tuple[FailureVerdict, str, str]:
    """Return verdict, summary and detail for an exception of a kind that `grader.worker.request_loop` names."""
    match kind:
        case "stub":
            return "not_attempted", f"{function} {NOT_WRITTEN}", ""
        case "memory":
            return "out_of_memory", f"{function} needs more memory than the grader allows{place}.", ""
        case "exit":
            return "died", f"{function} called exit(){place}: it must return its answer instead.", ""
        case "hangs":
            return (
                "timed_out",
                f"{function} does not stop: it keeps calling the function it was given{place}.",
                "",
            )
        case "callback":
            return "raised", f"{function} called the function it was given, and that call failed{place}.", text
        case _:
            denied = name == "PermissionError"
            why = f" {ABSENT}" if denied else ""
            if name == "ModuleNotFoundError":
                why = f" {ONLY_NUMPY}"
            detail = f"{name}: {text}" if text.strip() else name
            return "raised", f"{function} raised {_article(name)}{place}.{why}", detail


def from_load_error(exception: dict[str, Any], path: str, lengths: Mapping[str, int]) -> Failure:
    """Convert an exception raised while loading a file."""
    name, text = _exception_name(_text(exception, "type")), one_line(_text(exception, "text"), 200)
    if name in ("MemoryError", "RecursionError"):
        text = text or "the code is nested too deeply to parse"
    said = f": {text}" if text else ""
    line = exception.get("line")
    where = f", line {line}," if _place(exception, lengths) else ""
    return Failure("raised", f"{path}{where} cannot be loaded: {name}{said}", exception=name, during="load")


def _text(exception: dict[str, Any], key: str) -> str:
    value = exception.get(key)
    return value if isinstance(value, str) else ""


def _exception_name(name: str) -> str:
    return one_line(name, 60) or "Exception"


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _place(exception: dict[str, Any], lengths: Mapping[str, int]) -> str:
    file, line = _text(exception, "file"), exception.get("line")
    if file in lengths and isinstance(line, int) and 0 < line <= lengths[file]:
        return f" ({one_line(file, 80)}, line {line})"
    return ""
