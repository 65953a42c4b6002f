"""Client of the fork server, the process that forks workers; a server that dies is replaced once.

NumPy is not imported before the first request, so that the process can start while this one imports it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from grader.errors import SandboxError, ServerDied
from grader.text import one_line

if TYPE_CHECKING:
    from grader.execution.limits import Limits
    from grader.reports.report import Isolation

_MAIN = Path(__file__).parent.parent / "worker" / "__main__.py"
ConfinementLevel: TypeAlias = Literal["rlimits", "landlock", "namespaces"]
_log = logging.getLogger(__name__)
START_S = 30.0
_ANSWER_S = 5.0
_GOODBYE_S = 0.5
_DIED = "The fork server, which starts the processes for students' code, died during this check."
# On macOS, Accelerate (NumPy's BLAS) does not survive a fork, and there is no SOCK_SEQPACKET; a stream will do,
# since there is only one request at a time.
_METHOD = "spawn" if sys.platform == "darwin" else "fork"
_CONTROL_KIND = socket.SOCK_STREAM if sys.platform == "darwin" else getattr(socket, "SOCK_SEQPACKET", 0)
# Windows has neither kind of socket, but students' own checks import this module there.

# One BLAS thread: with more, OpenBLAS hangs or is very slow after a fork.
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True)
class Exit:
    """The exit code of a worker, or the signal that killed it (0 if none).

    Attributes:
        was_ended: the fork server killed it, since it did not exit by itself.
        cpu_s: the processor time that it used.
        memory_mb: the memory that it used at most, beyond what the fork server itself did.
    """

    code: int
    signal: int
    was_ended: bool = False
    cpu_s: float = 0.0
    memory_mb: float = 0.0


class ForkServer:
    """A context manager around a process that has NumPy loaded and forks workers.

    Args:
        level: the strongest confinement to try; layers that this machine lacks are skipped, and the canary
            (`grader.execution.isolation`) reports them.

    Attributes:
        observed: the canary's findings, by the reference folder that it tried to read.
    """

    def __init__(self, level: ConfinementLevel = "namespaces") -> None:
        self._level = level
        self.observed: dict[Path | None, Isolation] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process ahead of its first use."""
        if self._control is None:
            self._start()

    @property
    def pid(self) -> int:
        """The process's id; 0 if it is not running."""
        return self._process.pid if self._process is not None else 0

    def spawn(self, limits: Limits) -> tuple[int, socket.socket]:
        """Fork a worker; return its pid and the grader's end of its socket.

        Raises:
            SandboxError: the fork server cannot be kept alive.
        """
        ours, theirs = socket.socketpair()
        request = ("spawn", limits.memory_mb, limits.cpu_s)
        with theirs, contextlib.ExitStack() as undo:
            undo.callback(ours.close)
            try:
                reply = self._request(request, [theirs.fileno()])
            except OSError:
                _log.info("the fork server died; starting another")
                self.close()  # retry once only
                reply = self._request_of_the_second(request, [theirs.fileno()])
            undo.pop_all()
        return int(reply[1]), ours

    def reap(self, pid: int, grace_s: float) -> Exit:
        """Give a worker `grace_s` seconds to exit, then kill it; return its exit code or signal.

        Raises:
            ServerDied: the fork server died, and its workers with it.
        """
        try:
            _, *end = self._request(("reap", pid, grace_s), [], grace_s + _ANSWER_S)
        except OSError:
            self.close()
            raise ServerDied(_DIED) from None
        return Exit(*end)

    def describe(self) -> tuple[int, tuple[str, ...]]:
        """Return the version of Landlock in use (0 if none), and the missing layers with their reasons.

        Raises:
            ServerDied: the fork server died.
        """
        try:
            _, abi, missing = self._request(("describe",), [], _ANSWER_S)
        except OSError:
            self.close()
            raise ServerDied(_DIED) from None
        return int(abi), tuple(map(str, missing))

    def dismiss(self) -> None:
        """Tell the process to end with all of its workers, and do not wait for that."""
        if self._control is not None:
            self._control.close()  # it ends its workers and exits once this is closed
            self._control = None

    def close(self) -> None:
        """End the fork server and all of its workers."""
        self.dismiss()
        if self._process is not None:
            try:
                self._process.wait(_GOODBYE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            if self._process.stderr is not None:
                self._process.stderr.close()
            self._process = None

    def _request_of_the_second(self, request: tuple[Any, ...], descriptors: list[int]) -> Any:
        try:
            return self._request(request, descriptors)
        except OSError as error:
            said = self._last_words()
            self.close()
            raise SandboxError(
                f"The fork server, which starts the processes for students' code, failed twice ({error!r}). {said}"
            ) from None

    def _request(self, request: tuple[Any, ...], descriptors: list[int], wall_s: float = START_S) -> Any:
        from grader.worker import wire

        control = self._control or self._start()
        control.settimeout(wall_s)
        socket.send_fds(control, [wire.encode(request)], descriptors)
        message = control.recv(4096)
        if not message:
            raise ConnectionResetError("the fork server ended")
        try:
            return wire.decode(message)
        except wire.WireError as error:
            raise ConnectionError(f"the fork server sent nonsense: {error}") from None

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, _CONTROL_KIND)
        command = [sys.executable, "-s", "-S", "-P", "-B", str(_MAIN), "server", str(theirs.fileno())]
        # PR_SET_PDEATHSIG fires when the thread that started the process exits, not only when its process does.
        parent_pid = os.getpid() if threading.current_thread() is threading.main_thread() else 0
        command += [_find_numpy(), self._level, str(parent_pid), _METHOD]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
                command,
                env=_ENVIRONMENT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # a worker that signals its group must not reach the grader
            )
        self._control = ours
        _log.info("started fork server %d", self._process.pid)
        return ours

    def _last_words(self) -> str:
        if self._process is None or self._process.stderr is None:
            return ""
        self._process.kill()
        return one_line(self._process.stderr.read().decode(errors="replace")[-500:])


def _find_numpy() -> str:
    """Return the folder in which NumPy is installed, without importing it.

    Raises:
        SandboxError: it is not installed.
    """
    found = importlib.util.find_spec("numpy")
    if found is None or found.origin is None:
        raise SandboxError("NumPy, which students' code needs, is not installed.")
    return str(Path(found.origin).parent.parent)
