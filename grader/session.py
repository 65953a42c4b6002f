"""The trusted side of a worker: deadlines, deaths and fresh starts."""

from __future__ import annotations

import contextlib
import re
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import SandboxError
from grader.forkserver import START_S, Exit, ForkServer, Limits
from grader.replies import Fault, Reply, from_load_error, from_wire, malformed
from grader.text import one_line, quote_list
from grader.worker import frames, wire
from grader.worker.loader import MAX_NOTES, Source
from grader.worker.loop import EXIT_OUT_OF_MEMORY

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping, Sequence

MAX_NAMES = 8
MAX_TOLD_LINES = 2_000
_DYING_S = 0.5


@dataclass(frozen=True, slots=True)
class Endless:
    """What did not end when a submission was loaded, for the workers after the one that met it to leave out.

    Attributes:
        statements: those that were stopped, by label and line.
        files: those that could be loaded only without the statements that do more than define something.
    """

    statements: frozenset[tuple[str, int]] = frozenset()
    files: frozenset[str] = frozenset()


NOTHING = Endless()


class CallLimitError(Exception):
    """A worker called a function of the grader's too often; a loop that does not end, most likely."""


class Session:
    """The worker of one exercise of one submission: started on the first call, and anew after a death.

    Args:
        files: the submission's sources by path, all of which the student's code may import.
        main: the path of the file that defines the exercise's functions.
        endless: what earlier sessions of the submission found not to end; what this one finds is in `endless`.
    """

    def __init__(
        self, server: ForkServer, files: Mapping[str, Source], main: str, limits: Limits, endless: Endless = NOTHING
    ) -> None:
        self._server = server
        self._files = dict(files)
        self._main = main
        self._limits = limits
        self._sock: socket.socket | None = None
        self._pid = 0
        self._number = 0
        self._used_s = 0.0
        self._timeouts: dict[str, int] = {}
        self._load_fault: Fault | None = None
        self._defined = defined_functions(main, files[main])
        texts = [chunk for source in files.values() for chunk in source]
        self._lengths = {Path(label).name: told_lines(text) for label, text in texts}
        self._labels = {label for label, _ in texts}
        self.endless = endless
        self.layers: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.warnings: dict[str, None] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.restart()

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call `function` in the worker with encoded `(arguments, options)`.

        Raises:
            SandboxError: no worker can be started.
        """
        if self._load_fault is not None:
            return self._load_fault
        if self._timeouts.get(function, 0) >= self._limits.timeouts_per_function:
            times = self._limits.timeouts_per_function
            return Fault("skipped", f"Not run: {function} already ran out of time {times} times.")
        if self._used_s > self._limits.exercise_wall_s:
            return Fault("skipped", f"Not run: this exercise used up its {self._limits.exercise_wall_s:g} s.")
        started = time.monotonic()
        if self._sock is None:
            self._start()
        reply = self._load_fault or self._call(function, arguments, callbacks)
        self._used_s += time.monotonic() - started
        self.warnings |= dict.fromkeys(reply.testimony.warnings)
        if isinstance(reply, Fault) and reply.verdict == "timed_out":
            self._timeouts[function] = self._timeouts.get(function, 0) + 1
        if isinstance(reply, Fault) and reply.summary == f"{function} is not defined.":
            reply = replace(reply, summary=f"{reply.summary} {self._defined}".strip())
        if isinstance(reply, Fault) and reply.verdict == "out_of_memory":
            self._end(0.0)  # what it filled its memory with would stay
        return reply

    def restart(self) -> None:
        """End the worker; the next call gets a fresh one."""
        self._end(0.0)

    def _call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]]) -> Reply:
        self._number += 1
        head = (wire.encode(item) for item in ("call", self._number, function))
        request = wire.join(*head, arguments)
        deadline = time.monotonic() + self._limits.call_wall_s
        try:
            message = self._exchange(request, callbacks, deadline)
        except TimeoutError:
            self._end(0.0)
            return Fault("timed_out", f"{function} did not finish within {self._limits.call_wall_s:g} s.")
        except CallLimitError as error:
            self._end(0.0)
            return Fault("timed_out", f"{function} does not stop: {error}.")
        except frames.Hangup:
            return self._explain(function, self._end(_DYING_S))
        except wire.WireError:
            self._end(0.0)
            return malformed(function)
        reply = from_wire(message, self._number, function, self._lengths)
        if reply == malformed(function):
            self._end(0.0)
        return reply

    def _exchange(self, request: bytes, callbacks: Sequence[Callable[..., Any]], deadline: float) -> Any:
        """Send a request and answer the worker's questions until its reply comes."""
        sock = self._sock
        if sock is None:
            raise frames.Hangup
        frames.write_frame(sock, request, deadline)
        asked = 0
        while True:
            message = wire.decode(frames.read_frame(sock, deadline))
            match message:
                case (str("ask"), int(), int(index), tuple(arguments), dict(options)) if 0 <= index < len(callbacks):
                    asked += 1
                    if asked > self._limits.callbacks_per_call:
                        raise CallLimitError(f"it called the function it was given more than {asked - 1} times")
                    answer = _answer(callbacks[index], arguments, options)
                    frames.write_frame(sock, answer, deadline)
                case _:
                    return message

    def _start(self) -> None:
        self._pid, self._sock = self._server.spawn(self._limits)
        limits = {
            "output_chars": self._limits.output_chars,
            "statement_wall_s": self._limits.statement_wall_s,
            "definitions_only": self._main in self.endless.files,
            "stopped": sorted(self.endless.statements),
        }
        request = wire.encode(("load", self._main, self._files, limits))
        self._await_confinement(self._sock)
        deadline = time.monotonic() + self._limits.load_wall_s
        try:
            message = self._exchange(request, (), deadline)
        except TimeoutError:
            self._end(0.0)
            self._load_again()
        except frames.Hangup:
            self._load_fault = replace(self._explain(self._main, self._end(_DYING_S)), during="load")
        except wire.WireError:
            self._end(0.0)
            self._load_fault = replace(malformed(self._main), during="load")
        else:
            self._loaded(message)

    def _load_again(self) -> None:
        """Load without the statements that do more than define something: one of them does not end."""
        if self._main in self.endless.files:
            self._load_fault = Fault("timed_out", f"{self._too_long()}.", during="load")
            return
        self.endless = replace(self.endless, files=self.endless.files | {self._main})
        self._start()

    def _too_long(self) -> str:
        return f"{self._main} did not finish loading within {self._limits.load_wall_s:g} s"

    def _await_confinement(self, sock: socket.socket) -> None:
        """Read the one frame that a worker sends unasked, before it has seen any student code."""
        try:
            message = wire.decode(frames.read_frame(sock, time.monotonic() + START_S))
        except (TimeoutError, frames.Hangup, wire.WireError) as error:
            message = repr(error)
        match message:
            case (str("ready"), tuple(layers)):
                self.layers = layers
            case _:
                self._end(0.0)
                raise SandboxError(f"A worker could not be confined and was not used: {message}")

    def _loaded(self, message: Any) -> None:
        match message:
            case (str("loaded"), list(notes), None, list(stopped)):
                self._remember(stopped)
                self.notes = tuple(one_line(note, 300) for note in notes[:MAX_NOTES] if isinstance(note, str))
                if self._main in self.endless.files:
                    text = f"{self._too_long()}; it was loaded again without the statements that only run something."
                    self.notes = (text, *self.notes)
            case (str("loaded"), _, dict(exception), list()):
                self._end(0.0)
                self._load_fault = from_load_error(exception, self._main, self._lengths)
            case _:
                self._end(0.0)
                self._load_fault = replace(malformed(self._main), during="load")

    def _remember(self, stopped: list[Any]) -> None:
        """Keep which statements were stopped, as far as they are places in the submission."""
        places = {
            (place[0], place[1])
            for place in stopped[:MAX_NOTES]
            if type(place) is tuple and list(map(type, place)) == [str, int] and place[0] in self._labels
        }
        self.endless = replace(self.endless, statements=self.endless.statements | places)

    def _end(self, grace_s: float) -> Exit:
        if self._sock is None:
            return Exit(0, 0)
        with contextlib.closing(self._sock):
            self._sock = None
            return self._server.reap(self._pid, grace_s)

    def _explain(self, function: str, end: Exit) -> Fault:
        if end.code == EXIT_OUT_OF_MEMORY:
            return Fault("out_of_memory", f"{function} needs more memory than the grader allows.")
        if end.signal == signal.SIGXCPU:
            return Fault("timed_out", f"{function} used more than {self._limits.cpu_s} s of processor time.")
        if end.signal:
            name = signal.strsignal(end.signal) or "unknown"
            return Fault("died", f"{function} ended its process by signal {end.signal} ({name}).")
        return Fault("died", f"{function} ended its process with exit code {end.code} instead of returning.")


def told_lines(source: str) -> int:
    """Return how many lines of a file may be named: a number of lines without end could tell any input."""
    return min(source.rstrip().count("\n") + 1, MAX_TOLD_LINES)


def defined_functions(path: str, source: Source) -> str:
    """Say which functions a file seems to define, for a student whose function has another name."""
    names = [name for _, text in source for name in re.findall(r"^def\s+(\w+)", text, re.MULTILINE)][:MAX_NAMES]
    return f"{path} defines {quote_list(names)}." if names else ""


def _answer(callback: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> bytes:
    try:
        return wire.encode(("answer", callback(*arguments, **options)))
    except Exception as error:  # noqa: BLE001 - the worker called it with whatever it liked
        return wire.encode(("error", type(error).__name__, one_line(f"{error}")))
