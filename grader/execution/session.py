"""The grader's end of a worker: deadlines, crashes and restarts."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import SandboxError, ServerDied
from grader.execution.cgroup import OomCounter
from grader.execution.connection import MAX_UNREAD_BYTES, Connection, to_frame
from grader.execution.fault_messages import explain_end, explain_missing, to_limit, told_lines
from grader.execution.forkserver import START_S, Exit, ForkServer
from grader.execution.hangs import NO_HANGS, Hangs, read_place
from grader.execution.pipelining import Pipeline
from grader.execution.questions import TooManyCallbacksError, await_reply
from grader.execution.replies import Reply, from_load_error, from_wire, malformed
from grader.execution.transcript import to_request
from grader.exercise.failures import Failure
from grader.reports.causes import NOT_DEFINED
from grader.text import one_line, plural
from grader.worker import frames, wire
from grader.worker.loader import MAX_NOTES, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from grader.execution.limits import Limits
    from grader.execution.transcript import CallKey, Transcript
    from grader.worker.statements import Place

_log = logging.getLogger(__name__)
_DYING_S = 0.5


TROUBLE = (TimeoutError, TooManyCallbacksError, frames.Disconnected, wire.WireError)


class WorkerSession:
    """The worker of one exercise of one submission, started on the first call and restarted after a crash.

    Args:
        files: the submission's sources by path; the student's code may import all of them.
        main: the path of the file that defines the exercise's functions.
        hangs: the hangs that earlier sessions of this submission found; the attribute `hangs` adds this session's.
    """

    def __init__(
        self, server: ForkServer, files: Mapping[str, Source], main: str, limits: Limits, hangs: Hangs = NO_HANGS
    ) -> None:
        self._server = server
        self._files = dict(files)
        self._main = main
        self._limits = limits
        self._connection: Connection | None = None
        self._pipeline: Pipeline | None = None
        self._transcript: Transcript | None = None
        self._troubled: dict[CallKey, Failure] = {}
        self._answer_bytes = 0
        self._died: ServerDied | None = None
        self._pid = 0
        self._number = 0
        self._used_s = 0.0
        self._timeouts: Counter[str] = Counter()
        self._load_failure: Failure | None = None
        self._loads_again = False
        self._oom_counter = OomCounter()
        texts = [chunk for source in files.values() for chunk in source]
        self._lengths = {Path(label).name: told_lines(text) for label, text in texts}
        self._labels = {label for label, _ in texts}
        self.hangs = hangs
        self.layers: set[tuple[str, ...]] = set()  # those that each of its workers observed
        self.notes: tuple[str, ...] = ()
        self.warnings: dict[str, None] = {}

    def __enter__(self) -> WorkerSession:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.restart()

    def matches_transcript(self, transcript: Transcript, case: int) -> bool:
        """Prefetch the replies to a transcript's calls; return whether those of this case equal it byte for byte."""
        if transcript is not self._transcript:
            self._begin(transcript)
        self._stop_if_used_up()
        pipeline = self._pipeline
        if pipeline is None:
            return False
        started = time.monotonic()
        try:
            # Send the first case alone: most wrong functions fail it, which saves sending the others.
            pipeline.ask(transcript.ends[0] if case == 0 else len(transcript.questions))
            pipeline.read_all(transcript.ends[case - 1] if case else 0)
            pipeline.read_while_same(transcript.ends[case])
        except TROUBLE as error:
            self._note_trouble(error, transcript.questions[pipeline.read], certain=pipeline.blames_read)
        finally:
            self._used_s += time.monotonic() - started
        return transcript.settled[case] and all(map(pipeline.is_same, transcript.asked[case]))

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call `function` in the worker with encoded `(arguments, options)`.

        Raises:
            SandboxError: no worker can be started.
            ServerDied: the fork server died, and its workers with it.
        """
        if self._load_failure is not None:
            return self._load_failure
        if self._died is not None:
            died, self._died = self._died, None
            raise died
        key = (function, arguments)
        started = time.monotonic()
        reply = None if callbacks else self._troubled.get(key) or self._read_ahead(key)
        if reply is None:
            reply = self._skipped(function) or self._call_now(key, callbacks)
        self._used_s += time.monotonic() - started
        self.warnings |= dict.fromkeys(reply.side_effects.warnings)
        if isinstance(reply, Failure) and reply.verdict == "timed_out":
            self._timeouts[function] += 1
        if isinstance(reply, Failure) and reply.summary == f"{function} {NOT_DEFINED}":
            reply = explain_missing(function, self._main, self._files[self._main])
        if isinstance(reply, Failure) and reply.verdict == "out_of_memory":
            self._end(0.0)  # the memory would stay in use
        return reply

    def _note_trouble(self, error: Exception, key: CallKey, *, certain: bool) -> None:
        """End the worker; if `certain` that this call failed, keep its failure for when the check's body makes it."""
        try:
            if certain:  # all earlier replies equal the reference's, so the body will make this call next
                self._troubled[key] = self._to_failure(error, key[0])
            self._end(0.0)
        except ServerDied as died:
            self._died = died

    def restart(self) -> None:
        """End the worker; the next call starts a fresh one, which loads the file again if that was killed once."""
        with contextlib.suppress(ServerDied):  # its workers died with it
            self._end(0.0)
        if self._load_failure is not None and self._load_failure.killed_by and not self._loads_again:
            self._load_failure, self._loads_again = None, True
        self._transcript, self._troubled, self._answer_bytes = None, {}, 0

    @property
    def _call_wall_s(self) -> float:
        usual_s, hurried_s = self._limits.call_wall_s, self._limits.hurried_wall_s
        return min(usual_s, hurried_s) if self._timeouts.total() else usual_s

    def _skipped(self, function: str) -> Failure | None:
        times = self._limits.timeouts_per_function
        if self._timeouts[function] >= times:
            return Failure("skipped", f"Not run: {function} timed out {plural(times, 'time')} already; fix that first.")
        if self._is_used_up:
            return Failure(
                "skipped",
                f"Not run: this exercise used up its {self._limits.exercise_wall_s:g} s; fix the slow calls first.",
            )
        return None

    @property
    def _is_used_up(self) -> bool:
        return self._used_s > self._limits.exercise_wall_s

    def _stop_if_used_up(self) -> None:
        """End the worker if the exercise has no time left: each reply still to come could take up to its deadline."""
        if self._pipeline is not None and self._is_used_up:
            try:
                self._end(0.0)
            except ServerDied as died:
                self._died = died

    def _begin(self, transcript: Transcript) -> None:
        """Prepare for the calls of the next check, and for prefetching their replies unless one is known to hang."""
        started = time.monotonic()
        self._read_rest()
        self._used_s += time.monotonic() - started
        self._pipeline, self._transcript, self._troubled, self._answer_bytes = None, transcript, {}, 0
        if self._load_failure or any(
            self._skipped(function) for function in {name for name, _ in transcript.questions}
        ):
            return
        try:
            connection = self._connected() if transcript.questions else None
        except SandboxError:
            return  # the first call raises it again, and the check is reported as the grader's fault
        if connection is not None:
            self._pipeline = Pipeline(connection, transcript, self._call_wall_s, self._lengths)

    def _read_rest(self) -> None:
        """Drain the replies that are still to come, to free the worker for other calls.

        All of them together get the time of one call: beyond that, a new worker is cheaper than unused replies.
        """
        if self._pipeline is not None and self._transcript is not None:
            try:
                self._pipeline.read_all(len(self._transcript.questions), time.monotonic() + self._call_wall_s)
            except TROUBLE:
                # No check has used the call that hung or crashed; if one does, the call is made again.
                with contextlib.suppress(ServerDied):
                    self._end(0.0)

    def _read_ahead(self, key: CallKey) -> Reply | None:
        """Return the prefetched reply to a call; None if it was not prefetched."""
        number = self._transcript.numbers.get(key) if self._transcript else None
        if self._pipeline is None or number is None or not self._pipeline.has_asked(number):
            return None
        pipeline = self._pipeline
        try:
            pipeline.read_all(number + 1)
        except TROUBLE as error:
            if pipeline.read == number and pipeline.blames_read:
                return self._to_failure(error, key[0])
            self._end(0.0)
        return pipeline.find_reply(number)

    def _call_now(self, key: CallKey, callbacks: Sequence[Callable[..., Any]]) -> Reply:
        """Make a call whose reply was not prefetched, and wait for it."""
        function, arguments = key
        self._read_rest()
        connection = self._connected()
        if connection is None:
            return self._load_failure or malformed(self._main)
        self._number += 1
        deadline = time.monotonic() + self._call_wall_s
        try:
            connection.post(to_request(self._number, function, arguments))
            message = await_reply(connection, self._number, callbacks, self._limits.callbacks_per_call, deadline)
            reply = from_wire(message, self._number, function, self._lengths)
            self._count_answer(connection.last_bytes)
        except TROUBLE as error:
            return self._to_failure(error, function)
        if reply == malformed(function):
            self._end(0.0)
        return reply

    def _count_answer(self, count: int) -> None:
        """Add to the size of the answers to one check, all of which stay in memory.

        Raises:
            WireError: the total is over `MAX_UNREAD_BYTES`.
        """
        self._answer_bytes += count
        if self._answer_bytes > MAX_UNREAD_BYTES:
            raise wire.WireError(f"more than {MAX_UNREAD_BYTES} bytes of answers to one check")

    def _to_failure(self, error: Exception, function: str) -> Failure:
        """End the worker, and return why a call has no reply."""
        match error:
            case TimeoutError():
                self._end(0.0)
                return Failure(
                    "timed_out", f"{function} did not finish within {to_limit(self._call_wall_s, self._limits)}."
                )
            case TooManyCallbacksError():
                self._end(0.0)
                return Failure("timed_out", f"{function} does not stop: {error}.")
            case frames.Disconnected():
                return self._explain(function, self._end(_DYING_S))
            case _:
                self._end(0.0)
                return malformed(function)

    def _connected(self) -> Connection | None:
        """Return the worker's connection, starting a worker if needed; None if the submission cannot be loaded."""
        if self._connection is None:
            self._start()
        return self._connection

    def _start(self) -> None:
        self._pid, sock = self._server.spawn(self._limits)
        self._connection = connection = Connection(sock)
        _log.debug("started worker %d for %s", self._pid, self._main)
        self._await_confinement(connection)
        try:
            message = self._load(connection, time.monotonic() + self._limits.load_wall_s)
        except TimeoutError:
            self._end(0.0)
            self._load_again()
        except frames.Disconnected:
            self._load_failure = replace(self._explain(self._main, self._end(_DYING_S)), during="load")
        except wire.WireError:
            self._end(0.0)
            self._load_failure = replace(malformed(self._main), during="load")
        else:
            self._loaded(message)

    def _load(self, connection: Connection, deadline: float) -> Any:
        """Return the worker's reply to the load; until then, it tells what it runs, which `hangs` gets if it hangs."""
        limits = {
            "output_chars": self._limits.output_chars,
            "callbacks_per_call": self._limits.callbacks_per_call,
            "statement_wall_s": self._limits.statement_wall_s,
            "experiments_wall_s": self._limits.experiments_wall_s,
            "definitions_only": self._main in self.hangs.files,
            "stopped": sorted(self.hangs.statements),
        }
        connection.post(to_frame(wire.encode(("load", self._main, self._files, limits))))
        running: Place | None = None
        try:
            while True:
                message = wire.decode_untrusted(connection.read_frame(deadline))
                match message:
                    case (str("running"), *_):
                        running = read_place(message, self._labels)
                    case (str("stopped"), *_):
                        self._remember(read_place(message, self._labels))
                    case _:
                        return message
                if time.monotonic() > deadline:  # frames that keep coming never make the connection wait
                    raise TimeoutError
        except TimeoutError:
            self._remember(running)
            raise

    def _remember(self, place: Place | None) -> None:
        if place is not None:
            self.hangs = self.hangs.with_statement(place)

    def _load_again(self) -> None:
        """Load again without the statement that hung; if that takes too long as well, with `definitions_only`."""
        if self._main in self.hangs.files:
            self._load_failure = Failure("timed_out", f"{self._too_long()}.", during="load")
            return
        self.hangs = self.hangs.with_ended(self._main)
        self._start()

    def _too_long(self) -> str:
        return f"{self._main} did not finish loading within {self._limits.load_wall_s:g} s"

    def _await_confinement(self, connection: Connection) -> None:
        """Read the frame in which a worker reports its confinement, sent before it receives any student code.

        Raises:
            SandboxError: the worker could not be confined.
        """
        try:
            message = wire.decode_untrusted(connection.read_frame(time.monotonic() + START_S))
        except (TimeoutError, frames.Disconnected, wire.WireError) as error:
            message = repr(error)
        match message:
            case (str("ready"), tuple(layers)):
                self.layers.add(layers)
            case _:
                self._end(0.0)
                raise SandboxError(f"A worker could not be confined and was discarded: {message}")

    def _loaded(self, message: Any) -> None:
        match message:
            case (str("loaded"), list(notes), None):
                self._loads_again = False
                self.notes = tuple(one_line(note, 300) for note in notes[:MAX_NOTES] if isinstance(note, str))
                if self._main in self.hangs.files:
                    text = f"{self._too_long()}; it was loaded again with its imports, definitions and literals only."
                    self.notes = (text, *self.notes)
            case (str("loaded"), _, dict(exception)):
                self._end(0.0)
                self._load_failure = from_load_error(exception, self._main, self._lengths)
            case _:
                self._end(0.0)
                self._load_failure = replace(malformed(self._main), during="load")

    def _end(self, grace_s: float) -> Exit:
        self._pipeline = None
        if self._connection is None:
            return Exit(0, 0)
        with contextlib.closing(self._connection):
            self._connection = None
            return self._server.reap(self._pid, grace_s)

    def _explain(self, function: str, end: Exit) -> Failure:
        return explain_end(function, end, self._limits, self._oom_counter)
