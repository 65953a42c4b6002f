"""What comes back from a worker, as types that the rest of the grader may trust.

A worker's reply is data from an untrusted process: `from_wire` accepts exactly the replies that
`grader.worker.request_loop` describes, and everything else is a `Fault` of the student's.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from grader.text import MAX_OUTPUT, one_line, printable
from grader.worker.wire import Expression, FunctionRef

if TYPE_CHECKING:
    from collections.abc import Mapping

FaultVerdict = Literal["failed", "raised", "timed_out", "out_of_memory", "died", "skipped", "not_attempted"]


@dataclass(frozen=True, slots=True)
class Testimony:
    """What only the worker could see of a call; it comes from the student's process, so it weighs little.

    `modified` and `shared` hold the places of arguments ("0", "mask") that the call changed, and that its
    result shares memory with.
    """

    modified: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    output: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A call that came back with a value of the closed set."""

    value: Any
    testimony: Testimony = field(default_factory=Testimony)


@dataclass(frozen=True, slots=True)
class Fault:
    """A call that did not come back with a value.

    `summary` holds nothing that an input could have put there, so that it may be shown for a hidden
    check; `detail` may. `exception` is the name of the exception's type, where there was one. A fault
    `during` loading is no answer to the call that met it.
    """

    verdict: FaultVerdict
    summary: str
    detail: str = ""
    exception: str = ""
    testimony: Testimony = field(default_factory=Testimony)
    during: Literal["call", "load"] = "call"


Reply: TypeAlias = Returned | Fault
_NOTHING_SEEN = Testimony()


# NumPy's own, beside Python's: any other name could have been made up to tell an input.
_NUMPY_EXCEPTIONS = ("AxisError", "LinAlgError")


def from_wire(message: Any, number: int, function: str, lengths: Mapping[str, int]) -> Reply:
    """Turn the reply to call `number` of `function` into a `Reply`.

    Args:
        lengths: the number of lines of each of the submission's files, by name: the only places that an
            exception can have come from.
    """
    # Types first: an array in the place of a name or a number would not even compare.
    match message:
        case (str("returned"), int(got), value, testimony) if got == number and not _holds_code(value):
            return Returned(value, to_testimony(testimony))
        case (str("raised"), int(got), dict(exception), testimony) if got == number:
            return from_exception(exception, function, to_testimony(testimony), lengths)
        case (str("missing"), int(got)) if got == number:
            return Fault("not_attempted", f"{function} is not defined.")
    return malformed(function)


def _holds_code(value: Any) -> bool:
    """Whether there is something in a value that only the grader sends: written out, an expression is code."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return any(map(_holds_code, value))
    return isinstance(value, Expression | FunctionRef)


def malformed(function: str) -> Fault:
    """Return the fault for a worker that does not keep to the protocol."""
    return Fault("died", f"{function} broke the connection to the grader: its process sent something else.")


def to_testimony(raw: Any) -> Testimony:
    """Read a testimony; what is not as it should be is left out."""
    if not isinstance(raw, dict):
        return _NOTHING_SEEN

    def texts(key: str) -> tuple[str, ...]:
        items = raw.get(key)
        return tuple(one_line(x, 200) for x in items[:20] if isinstance(x, str)) if isinstance(items, list) else ()

    output = raw.get("output")
    kept = output[:MAX_OUTPUT] if isinstance(output, str) else ""
    return Testimony(texts("modified"), texts("shared"), texts("warnings"), kept)


def from_exception(exception: dict[str, Any], function: str, testimony: Testimony, lengths: Mapping[str, int]) -> Fault:
    """Turn the description of an exception into a fault."""
    kind, text = _text(exception, "kind"), _text(exception, "text")
    name = _exception_name(_text(exception, "type"))
    detail = f"{name}: {printable(text)}" if text.strip() else name
    place = _place(exception, lengths)
    if kind == "stub":
        return Fault(
            "not_attempted", f"{function} is not written yet: it raised NotImplementedError.", "", name, testimony
        )
    if kind == "memory":
        summary = f"{function} needs more memory than the grader allows{place}."
        return Fault("out_of_memory", summary, "", name, testimony)
    if kind == "exit":
        summary = f"{function} called exit(){place}: it must return its answer instead."
        return Fault("died", summary, "", name, testimony)
    if kind == "endless":
        summary = f"{function} does not stop: it calls the function it was given over and over{place}."
        return Fault("timed_out", summary, "", "", testimony)
    if kind == "callback":
        summary = f"{function} called the function it was given in a way that failed{place}."
        return Fault("raised", summary, printable(text), name, testimony)
    why = " Files, connections, processes and threads are closed to it here." if name == "PermissionError" else ""
    return Fault("raised", f"{function} raised {_article(name)}{place}.{why}", detail, name, testimony)


def from_load_error(exception: dict[str, Any], path: str, lengths: Mapping[str, int]) -> Fault:
    """Turn the exception that kept a file from being loaded into a fault; no input was known at that time."""
    name, text = _exception_name(_text(exception, "type")), one_line(_text(exception, "text"), 200)
    if name in ("MemoryError", "RecursionError"):
        text = text or "it is nested too deeply to be read"
    said = f": {text}" if text else ""
    line = exception.get("line")
    where = f", line {line}," if _place(exception, lengths) else ""
    return Fault("raised", f"{path}{where} cannot be loaded: {name}{said}", exception=name, during="load")


def _text(exception: dict[str, Any], key: str) -> str:
    value = exception.get(key)
    return value if isinstance(value, str) else ""


def _exception_name(name: str) -> str:
    """Return the name of a built-in exception, or `Exception`: a student may put anything into a name."""
    known = getattr(builtins, name, None)
    is_exception = isinstance(known, type) and issubclass(known, BaseException)
    return name if is_exception or name in _NUMPY_EXCEPTIONS else "Exception"


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _place(exception: dict[str, Any], lengths: Mapping[str, int]) -> str:
    file, line = _text(exception, "file"), exception.get("line")
    if file in lengths and isinstance(line, int) and 0 < line <= lengths[file]:
        return f" ({one_line(file, 80)}, line {line})"
    return ""
