"""Runs a student's code in this process for their own checks: no fork, no signals, the same boundary.

This is no sandbox: cheating that a worker makes impossible is only made unlikely here. No grade depends on it, and
students could deceive only themselves.
"""

from __future__ import annotations

import bdb
import contextlib
import time
import traceback
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.execution.fault_messages import explain_missing, list_defined, to_limit, told_lines
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import Reply, from_load_error
from grader.exercise.failures import Failure
from grader.practice.refusals import as_when_graded, observed, suspended
from grader.practice.top_level import TopLevelUses
from grader.practice.watchdog import Watchdog, is_debugged
from grader.practice.worker_lookalike import Imports, captured, seeded
from grader.reports.causes import NOT_DEFINED
from grader.text import one_line, plural
from grader.worker import loader, request_loop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from grader.execution.limits import Limits
    from grader.worker.statements import Place

# Interrupts by the student, which say nothing about their function.
STOPS: tuple[type[BaseException], ...] = (KeyboardInterrupt,)
# For runs with a debugger at the terminal. Without a keyboard, a debugger quits by itself, which fails the check.
DEBUGGER_STOPS = (*STOPS, bdb.BdbQuit)


class Stopped(BaseException):
    """The student stopped the run, which no check may catch; `error` is the original exception."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(error))
        self.error = error


class CallTimeout(BaseException):
    """A call exceeded its time limit."""


class CallbackLimit(BaseException):
    """A call exceeded its limit of callbacks."""


class Observed:
    """A module's functions, each run within a time limit and without files, as when graded.

    `raised` is the last exception of a call.
    """

    def __init__(self, module: object, limit: Callable[[], contextlib.AbstractContextManager[None]]) -> None:
        self._module = module
        self._limit = limit
        self.raised: BaseException | None = None

    def __getattr__(self, name: str) -> Any:
        function = getattr(self._module, name)
        if not callable(function):
            return function

        def call(*arguments: Any, **options: Any) -> Any:
            # The limit is inside: its exception may come until it has ended, but not later.
            guard = contextlib.nullcontext() if is_debugged() else as_when_graded()  # a debugger reads files
            try:
                with guard, self._limit():
                    return function(*arguments, **options)
            except BaseException as error:
                self.raised = error
                raise

        return call


class PracticeSession:
    """The functions of one exercise in this process; a transport for `grader.execution.student`.

    Args:
        functions: functions to call instead of those that `main` defines, such as those of a notebook's kernel.
        defined: the names of all functions of that kernel, to name them where one is missing.
        captures: whether to capture printed text and warnings instead of showing them.
        stops: exceptions that end the run instead of failing a check.
    """

    def __init__(
        self,
        files: Mapping[str, loader.Source],
        main: str,
        limits: Limits,
        *,
        functions: object = None,
        defined: Sequence[str] = (),
        captures: bool = True,
        stops: tuple[type[BaseException], ...] = STOPS,
    ) -> None:
        self._files = dict(files)
        self._main = main
        self._limits = limits
        self._given = functions
        self._defined = defined
        self._captures = captures
        self._stops = stops
        self._watchdog = Watchdog()
        self._capture = request_loop.OutputCapture(limits.output_chars, limits.callbacks_per_call)
        self._observed: Observed | None = None
        self._imports: Imports | None = None
        self._load_failure: Failure | None = None
        self._stopped: list[Place] = []
        self._timeouts: Counter[str] = Counter()
        self._used_s = 0.0
        self._numeric: Any = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
        texts = [chunk for source in files.values() for chunk in source]
        self._lengths = {label.rpartition("/")[2]: told_lines(text) for label, text in texts}
        self._seeding = contextlib.ExitStack()
        self.notes: tuple[str, ...] = ()
        self.warnings: dict[str, None] = {}

    def __enter__(self) -> PracticeSession:
        self._seeding.enter_context(seeded())
        return self

    def __exit__(self, *_exc: object) -> None:
        self._seeding.close()

    @property
    def traceback(self) -> TracebackType | None:
        """The traceback of the exception that the last call raised, or None."""
        raised = self._observed.raised if self._observed is not None else None
        return None if raised is None else raised.__traceback__

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call `function` with encoded `(arguments, options)`.

        Raises:
            Stopped: the student stopped the run.
        """
        reply = self._skipped(function) or self._call_now(function, arguments, callbacks)
        self.warnings |= dict.fromkeys(reply.side_effects.warnings)
        if isinstance(reply, Failure) and reply.verdict == "timed_out":
            self._timeouts[function] += 1
        return reply

    def _skipped(self, function: str) -> Failure | None:
        times = self._limits.timeouts_per_function
        if self._timeouts[function] >= times:
            return Failure("skipped", f"Not run: {function} timed out {plural(times, 'time')} already; fix that first.")
        if self._used_s > self._limits.exercise_wall_s:
            return Failure(
                "skipped",
                f"Not run: this exercise used up its {self._limits.exercise_wall_s:g} s; fix the slow calls first.",
            )
        return None

    def _call_now(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]]) -> Reply:
        if self._observed is None and self._load_failure is None:
            self._load()
        if self._load_failure is not None or self._observed is None:
            return self._load_failure or Failure("not_attempted", f"{function} {NOT_DEFINED}")
        self._observed.raised = None
        transport = InProcessTransport(self._observed, self._lengths, self._capture)
        started = time.monotonic()
        with self._around():
            reply = transport.call(function, arguments, self._counted(callbacks))
        self._used_s += time.monotonic() - started
        return self._judged(function, reply, self._observed.raised)

    def restart(self) -> None:
        """Reload the files at the next call; functions of a kernel stay as they are."""
        self._observed = self._imports = self._load_failure = None

    def _judged(self, function: str, reply: Reply, raised: BaseException | None) -> Reply:
        """Refine a reply by the exception that ended the call and the source, or raise Stopped."""
        if isinstance(raised, self._stops):
            raise Stopped(raised)
        if isinstance(raised, CallTimeout | CallbackLimit):
            most, wall_s = self._limits.callbacks_per_call, self._call_wall_s()
            asked = f"does not stop: it called the function it was given more than {most} times"
            late = f"did not finish within {to_limit(wall_s, self._limits)}"
            return Failure("timed_out", f"{function} {late if isinstance(raised, CallTimeout) else asked}.")
        if isinstance(reply, Failure) and reply.verdict == "raised" and raised is not None and self._given is not None:
            return replace(
                reply, summary=f"{reply.summary.removesuffix('.')}{_place_in_cell(raised, self._given, function)}."
            )
        if isinstance(reply, Failure) and reply.summary == f"{function} {NOT_DEFINED}":
            return self._explain_missing(function)
        return reply

    def _explain_missing(self, function: str) -> Failure:
        if self._main in self._files:
            return explain_missing(function, self._main, self._files[self._main])
        defined = list_defined(self._main.capitalize(), self._defined)
        return Failure("not_attempted", f"{function} {NOT_DEFINED} {defined}".strip())

    def _load(self) -> None:
        if self._given is not None:
            self._observed = Observed(self._given, self._call_limit)
            return
        limits = {
            "statement_wall_s": self._limits.statement_wall_s,
            "experiments_wall_s": self._limits.experiments_wall_s,
            "definitions_only": False,
            "stopped": self._stopped,
        }
        uses = TopLevelUses()
        finder = loader.SourceFinder(self._files, self._main, limits, self._statement_limit, uses.tell)
        self._imports = Imports(finder)
        with self._around(), observed(uses.note):
            module, reply = request_loop.run_main(finder, self._capture)
        self._stopped = finder.runner.stopped
        if module is None:
            self._load_failure = from_load_error(reply[2], self._main, self._lengths)
            return
        notes = (*uses.explain(self._files[self._main], module), *reply[1])
        self.notes = tuple(one_line(note, 300) for note in notes)
        self._observed = Observed(module, self._call_limit)

    def _call_limit(self) -> contextlib.AbstractContextManager[None]:
        return self._watchdog.limit(self._call_wall_s(), CallTimeout)

    def _call_wall_s(self) -> float:
        """Return the time limit of a call: shorter after an earlier time-out, as in a worker's session."""
        usual_s, hurried_s = self._limits.call_wall_s, self._limits.hurried_wall_s
        return min(usual_s, hurried_s) if self._timeouts.total() else usual_s

    def _statement_limit(self, wall_s: float) -> contextlib.AbstractContextManager[None]:
        return self._watchdog.limit(wall_s, loader.StatementTimeout)

    def _counted(self, callbacks: Sequence[Callable[..., Any]]) -> list[Callable[..., Any]]:
        """Wrap the callbacks of a call to raise CallbackLimit above their limit."""
        left = self._limits.callbacks_per_call

        def counted(callback: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **options: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    raise CallbackLimit
                with np.errstate(all="ignore"), suspended():
                    return callback(*arguments, **options)

            return call

        return [counted(callback) for callback in callbacks]

    @contextlib.contextmanager
    def _around(self) -> Iterator[None]:
        """Run the student's code in a worker's surroundings, and keep its NumPy error state from call to call."""
        with contextlib.ExitStack() as stack:
            if self._captures:
                stack.enter_context(captured(self._capture))
            if self._imports is not None:
                stack.enter_context(self._imports.active())
            stack.enter_context(np.errstate(**self._numeric))
            try:
                yield
            finally:
                self._numeric = np.geterr()


def _place_in_cell(error: BaseException, functions: object, name: str) -> str:
    """Return the line of a notebook cell that raised, as text; IPython gives each cell its own file name."""
    own = getattr(getattr(getattr(functions, name, None), "__code__", None), "co_filename", None)
    found = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == own:
            found = f" (line {line} of its cell)"
        elif "ipykernel" in frame.f_code.co_filename or "<ipython-input" in frame.f_code.co_filename:
            found = f" (line {line} of another cell)"
    return found
