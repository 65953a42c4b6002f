"""Answers the grader's requests inside a worker: load the files, then call functions.

Requests and replies are tuples of the wire's closed set of values; the first item is the kind.

    ("load", main, {path: source}, limits)              -> ("loaded", notes, error or None)
    ("call", number, function, (arguments, options))    -> ("returned", number, value, side_effects)
                                                           ("raised", number, exception, side_effects)
                                                           ("missing", number, reason)
    While files are loaded, from worker to grader:
    ("running", label, line, column)                    a statement that may hang
    ("stopped", label, line, column)                    a statement that timed out
    side_effects is a dict with the keys modified, shared, warnings and output, or None if all are empty.
    During a call, from worker to grader:
    ("ask", number, index, arguments, options)          -> ("answer", value) or ("error", exception, text)
"""

from __future__ import annotations

import io
import linecache
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.worker import absences, callables, causes, frames, loader, stand_ins, wire
from grader.worker.products import explain_shapes

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Container
    from types import ModuleType, TracebackType

    from grader.worker.statements import Place

MAX_WARNINGS = 10
MAX_TOLD_APART = 100  # items of an answer that are encoded one by one, if the answer as a whole cannot be
NOTHING_SEEN = wire.encode(None)  # the side_effects of nearly every call
_RETURNED = wire.encode("returned")
EXIT_OUT_OF_MEMORY = 112
_CELL = "ipykernel"  # in the file names that a kernel gives its cells


class CappedText(io.TextIOBase):
    """A text stream that keeps the first `limit` characters written since the last `drain`."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._kept: list[str] = []
        self._length = 0

    def write(self, text: str) -> int:
        """Keep the text up to the limit."""
        if self._length < self.limit:
            self._kept.append(str(text)[: self.limit - self._length])
        self._length += len(text)
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True

    def drain(self) -> str:
        """Return the text written since the last call, with a note if it was cut, and clear the buffer."""
        if not self._length:
            return ""
        text = "".join(self._kept)
        if self._length > self.limit:
            text += f"\n[cut after {self.limit} of {self._length} characters]"
        self._kept, self._length = [], 0
        return text


class OutputCapture:
    """Captures the printed text and the warnings of a call."""

    def __init__(self, output_chars: int, callbacks_per_call: int) -> None:
        self.output = CappedText(output_chars)
        self.callbacks_per_call = callbacks_per_call
        self.warnings: list[str] = []

    def install(self) -> None:
        """Redirect the output and the warnings of this process."""
        sys.stdout = sys.stderr = self.output
        warnings.simplefilter("always")
        warnings.showwarning = self.note_warning  # type: ignore[assignment]  # a bound method has no overloads

    def note_warning(self, message: Warning | str, category: type[Warning], *_rest: object) -> None:
        """Record one warning; replaces `warnings.showwarning`."""
        text = f"{category.__name__}: {message}"[: loader.MAX_TEXT]
        if text not in self.warnings and len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(text)

    def side_effects(self, modified: list[str], shared: list[str]) -> bytes:
        """Return the encoded side effects since the last call, None if there are none, and reset."""
        output = self.output.drain()
        if not (modified or shared or self.warnings or output):
            return NOTHING_SEEN
        seen = {"modified": modified, "shared": shared, "warnings": self.warnings, "output": output}
        self.warnings = []
        return wire.encode(seen)


def answer_requests(sock: socket.socket) -> None:
    """Answer requests from `sock` until the other side closes it."""
    module: ModuleType | None = None
    capture = OutputCapture(0, 0)
    reader = frames.Reader(sock)
    writer = frames.Writer(sock)
    while True:
        try:
            request = wire.decode(reader.read_frame())
        except frames.Disconnected:
            return
        if request[0] == "load":
            capture = OutputCapture(request[3]["output_chars"], request[3]["callbacks_per_call"])
            module, loaded = load_files(request, capture, _teller(sock))
            frames.write_frame(sock, wire.encode(loaded))
        else:
            writer.write_frame(answer_call(request, module, capture, _asker(writer, reader, request[1])))
            if not reader.has_frame():
                writer.flush()


def load_files(
    request: tuple[Any, ...], capture: OutputCapture, tell: loader.Tell
) -> tuple[ModuleType | None, tuple[Any, ...]]:
    """Make the submission importable and run its main file; return its module and the reply to send."""
    _, main, sources, limits = request
    finder = loader.SourceFinder(sources, main, limits, tell=tell)
    capture.install()
    loader.install_imports(finder)
    loaded = run_main(finder, capture)
    finder.runner.tell = loader.tell_nobody  # a function that imports a file must not write between replies
    return loaded


def run_main(finder: loader.SourceFinder, capture: OutputCapture) -> tuple[ModuleType | None, tuple[Any, ...]]:
    """Run the main file of an importable submission; return its module and the reply to send."""
    try:
        module = finder.load_main()
    except BaseException as error:  # noqa: BLE001 - the parser may raise anything for a student's file
        return None, ("loaded", finder.runner.notes, _exception(error, _to_texts(finder.sources)))
    capture.side_effects([], [])
    return module, ("loaded", finder.runner.notes, None)


def answer_call(
    request: tuple[Any, ...],
    module: ModuleType | None,
    capture: OutputCapture,
    ask: Callable[[int, tuple[Any, ...], dict[str, Any]], Any],
) -> bytes:
    """Call one function of the submission and return the encoded reply."""
    _, number, name, (positional, options) = request
    function = getattr(module, name, None)
    if not callable(function):
        return wire.encode(("missing", number, _explain_missing(name, function)))
    positional = callables.to_callables(positional, ask, capture.callbacks_per_call)
    options = dict(zip(options, callables.to_callables(options.values(), ask, capture.callbacks_per_call), strict=True))
    watched = _watched({**dict(enumerate(positional)), **options})
    before = [_state(value) for value in watched.values()]
    value, failure = None, None
    stand_ins.uses.clear()
    try:
        value = function(*positional, **options)
    except BaseException as error:  # noqa: BLE001 - student code may raise anything, SystemExit included
        failure = _exception(error, _submission_texts())
    modified = [place for (place, now), was in zip(watched.items(), before, strict=True) if not _is_as_before(now, was)]
    side_effects = capture.side_effects(modified, _sharing(value, watched))
    head = wire.encode(number)
    try:
        if failure is None:
            return wire.join(_RETURNED, head, _encode_answer(value), side_effects)
    except BaseException as error:  # noqa: BLE001 - e.g. a subclass of list that raises when it is read
        failure = _exception(error, _submission_texts())
    return wire.join(wire.encode("raised"), head, wire.encode(failure), side_effects)


def _teller(sock: socket.socket) -> loader.Tell:
    """Return a function that tells the grader about a statement at once: this process may be killed the next moment."""

    def tell(kind: str, place: Place) -> None:
        frames.write_frame(sock, wire.encode((kind, *place)))

    return tell


def _encode_answer(value: Any) -> bytes:
    """Encode an answer; replace by `Unsupported` each of its items, or the whole value, that cannot be encoded."""
    try:
        return wire.encode(value)
    except wire.UnsupportedValueError as error:
        whole = wire.Unsupported(error.kind)
    try:
        return wire.encode(_with_placeholders(value))
    except wire.UnsupportedValueError:
        return wire.encode(whole)


def _with_placeholders(value: Any) -> Any:
    """Replace each item of a short list, tuple or dict that cannot be sent; entries whose keys cannot are left out."""
    if isinstance(value, dict):
        named = {key: item for key, item in dict.items(value) if isinstance(key, str)}
        if 0 < len(named) <= MAX_TOLD_APART:
            return {key: _to_sendable(item) for key, item in named.items()}
    elif isinstance(value, list | tuple):
        items = list(value)
        if len(items) <= MAX_TOLD_APART:
            kind = list if isinstance(value, list) else tuple
            return kind(map(_to_sendable, items))
    return value


def _to_sendable(item: Any) -> Any:
    try:
        wire.encode(item)
    except wire.UnsupportedValueError as error:
        return wire.Unsupported(error.kind)
    return item


def _state(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value.shape, value.dtype, value.tobytes())


def _is_as_before(value: Any, before: tuple[Any, ...]) -> bool:
    """Whether an argument is unchanged; a list must hold the same array objects in the same places."""
    if isinstance(value, list):
        return len(value) == len(before) and all(map(_is_same, value, before))
    return _state(value) == before


def _is_same(item: Any, before: Any) -> bool:
    return item is before or (type(item) in (bool, int, float, tuple) and item == before)


def _asker(
    writer: frames.Writer, reader: frames.Reader, number: int
) -> Callable[[int, tuple[Any, ...], dict[str, Any]], Any]:
    def ask(index: int, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        try:
            question = wire.encode(("ask", number, index, arguments, options))
        except wire.UnsupportedValueError as error:
            raise callables.CallbackError(f"this function takes arrays and numbers, not {error.kind}") from None
        writer.write_frame(question)
        writer.flush()
        answer = wire.decode(reader.read_frame())
        if answer[0] == "error":
            raise callables.to_callback_error(*answer[1:])
        return answer[1]

    return ask


def _watched(places: dict[Any, Any]) -> dict[str, Any]:
    """Return the arrays and lists among the arguments, by place: "0", "2", "mask", "1[0]" inside a list."""
    watched: dict[str, Any] = {}
    for place, value in places.items():
        if isinstance(value, np.ndarray):
            watched[str(place)] = value
        elif isinstance(value, list):
            watched[str(place)] = value
            watched |= {f"{place}[{i}]": x for i, x in enumerate(value) if isinstance(x, np.ndarray)}
    return watched


def _sharing(value: Any, watched: dict[str, Any]) -> list[str]:
    """Return the places of the arguments that share memory with a result or a part of it."""
    parts = value.values() if type(value) is dict else value if type(value) in (list, tuple) else (value,)
    results = [part for part in parts if type(part) is np.ndarray]
    # An array that owns its memory shares it with an argument only if it is the argument itself.
    own = {id(result) for result in results}
    views = [result for result in results if result.base is not None]
    return [place for place, array in watched.items() if id(array) in own or (views and _is_seen(array, views))]


def _is_seen(value: Any, views: list[Any]) -> bool:
    return isinstance(value, np.ndarray) and any(np.may_share_memory(value, view) for view in views)


def _finders() -> list[loader.SourceFinder]:
    return [finder for finder in sys.meta_path if isinstance(finder, loader.SourceFinder)]


def _submission_texts() -> dict[str, str]:
    """Return the text of each file and cell of the submission, and of a kernel's cells, by label."""
    cells = {name: "".join(entry[2]) for name, entry in linecache.cache.items() if _CELL in name and len(entry) > 2}
    return cells | {label: text for finder in _finders() for label, text in _to_texts(finder.sources).items()}


def _to_texts(sources: dict[str, loader.Source]) -> dict[str, str]:
    return {label: text for source in sources.values() for label, text in source}


def _exception(error: BaseException, texts: dict[str, str]) -> dict[str, Any]:
    file, line = _place(error.__traceback__, texts)
    said = explain_shapes(error, texts) or loader.exception_text(error)
    text = said + "".join(finder.runner.find_cause(error) for finder in _finders())
    if isinstance(error, SyntaxError) and isinstance(error.filename, str) and error.filename in texts:
        file, line, text = os.path.basename(error.filename), error.lineno or 0, loader.syntax_text(error)
    blamed = _blamed(error)
    absence = _absence(error)
    return (
        {
            "type": type(error).__name__[: loader.MAX_TEXT],
            "text": text,
            "file": file,
            "line": line,
            "kind": _kind(error),
        }
        | ({"absence": absence} if absence else {})
        | ({"blamed": blamed} if blamed else {})
    )


def _explain_missing(name: str, value: Any) -> str:
    for finder in _finders():
        return causes.explain_missing(name, value, finder.runner.lost, finder.sources[finder.main])
    return causes.explain_missing(name, value, {}, ())


def _blamed(error: BaseException) -> str:
    """Return the stand-in because of which a call raised, if any."""
    try:
        return stand_ins.find_blamed(error) if _kind(error) == "exception" else ""
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        return ""


def _absence(error: BaseException) -> str:
    try:
        return absences.find_absence(error)
    except BaseException:  # noqa: BLE001 - the same
        return ""


def _kind(error: BaseException) -> str:
    if getattr(error, "from_callback", False):
        return "callback"
    kinds = {
        NotImplementedError: "stub",
        MemoryError: "memory",
        SystemExit: "exit",
        callables.CallbackError: "callback",
        callables.CallLimitError: "hangs",
    }
    return next((kind for cls, kind in kinds.items() if isinstance(error, cls)), "exception")


def _place(traceback: TracebackType | None, files: Container[str]) -> tuple[str, int]:
    """Find the innermost line in the student's own files of a traceback."""
    file, line = "", 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename in files:
            file, line = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return os.path.basename(file), line
