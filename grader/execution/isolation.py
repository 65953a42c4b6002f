"""The canary: find out what student code can do on this machine by trying it in a worker under the production policy.

The return codes of system calls prove little: a kernel may accept a rule and not enforce it. So the report and
`grader doctor` state observations, and grading others is refused where too much was possible.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from grader.errors import IsolationError, SandboxError
from grader.execution.limits import Limits
from grader.execution.replies import Returned
from grader.execution.session import WorkerSession
from grader.reports.report import Isolation
from grader.text import one_line
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from grader.execution.forkserver import ForkServer
    from grader.execution.replies import Reply
    from grader.reports.report import IsolationLevel

PROBES = Path(__file__).with_name("isolation_probes.py")
NOTHING_RAN = Isolation("none", (), 0, (), (), reference_protected=False)
# Possible without namespaces: reading the names, sizes and times of files, but not their contents.
_METADATA = "see_that_files_exist"
# Without these, code can do more than the canary could.
_CONTAINING = {"landlock", "seccomp"}
_MEMORY_MB = 64
_NO_FOLDER = "The test of what students' code can do needs a writable folder, but {}. Set TMPDIR to one that is."
_ENDING = (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))  # Windows has no SIGHUP
_PROBE_S = 30.0  # a probe takes a millisecond, but one that timed out on a busy machine would count as a success


def observe(server: ForkServer, reference: Path | None) -> Isolation:
    """Return what a worker of `server` could do, cached in `server.observed`.

    Args:
        reference: the folder that must not be readable; without one, the canary's own files stand in for it.
    """
    if reference not in server.observed:
        try:
            server.observed[reference] = _observe(server, reference)
        except SandboxError as error:  # no worker starts: nothing is possible, but nothing is proved either
            return msgspec.structs.replace(NOTHING_RAN, missing=(one_line(str(error), 300),))
    return server.observed[reference]


@contextlib.contextmanager
def observing(server: ForkServer, reference: Path | None) -> Iterator[None]:
    """Observe what a worker could do while the body runs, for `observe` to return afterwards.

    Nothing else may use `server` before the body has ended. What fails here is left to `observe`, which tries again.
    """
    with contextlib.ExitStack() as stack:
        try:
            bait = stack.enter_context(_lay_bait(reference))  # in this thread, which removes it if it is told to end
        except IsolationError:
            yield
            return
        observed = stack.enter_context(ThreadPoolExecutor(1)).submit(_try_probes, server, bait)
        yield
        with contextlib.suppress(SandboxError):
            server.observed[reference] = observed.result()


def narrow(found: Isolation, layers: Iterable[tuple[str, ...]]) -> Isolation:
    """Return the canary's findings for a submission, limited to the layers that each of its workers observed.

    What the canary could not do is proof only for workers with its layers.
    """
    seen = list(layers)
    if not seen:
        return NOTHING_RAN
    common = _find_common([found.layers, *seen])
    is_proved = found.level != "none" and not _CONTAINING & set(found.layers).difference(common)
    return msgspec.structs.replace(
        found,
        level=to_level(common, found.possible) if is_proved else "rlimits",
        layers=common,
        reference_protected=found.reference_protected and is_proved,
    )


def _find_common(layers: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the layers that every worker observed."""
    return tuple(sorted(set.intersection(*map(set, layers))))


def to_level(layers: Iterable[str], possible: Iterable[str]) -> IsolationLevel:
    """Return the strongest level whose guarantees all held."""
    tried = set(possible)
    if "own_namespaces" in layers and not tried:
        return "namespaces"
    return "rlimits" if tried - {_METADATA} else "landlock"


def require_containment(found: Isolation) -> None:
    """Refuse to grade where student code could do too much.

    Raises:
        IsolationError: the level is below `landlock`.
        SandboxError: no worker can be started.
    """
    if found.level in ("landlock", "namespaces"):
        return
    if found.level == "none":
        raise SandboxError(f"No worker can be started. {' '.join(found.missing)}")
    what = ", ".join(name.replace("_", " ") for name in found.possible)
    raise IsolationError(
        f"Students' code is not contained on this machine: it could {what}. `grader doctor` says how to fix that; "
        "--allow-weak-isolation grades anyway."
    )


def find_probes() -> list[str]:
    """Return the names of the probes in file order."""
    return re.findall(r"^def ([a-z]\w+)\(_?bait: Bait\)", PROBES.read_text(encoding="utf-8"), re.MULTILINE)


def _observe(server: ForkServer, reference: Path | None) -> Isolation:
    with _lay_bait(reference) as bait:
        return _try_probes(server, bait)


def _try_probes(server: ForkServer, bait: dict[str, Any]) -> Isolation:
    source = (("probes.py", PROBES.read_text(encoding="utf-8")),)
    limits = Limits(memory_mb=_MEMORY_MB, call_wall_s=_PROBE_S, hurried_wall_s=_PROBE_S, load_wall_s=_PROBE_S)
    with WorkerSession(server, {"probes.py": source}, "probes.py", limits) as session:
        arguments = wire.encode(((bait,), {}))
        replies = {name: session.call(name, arguments) for name in find_probes()}
        layers = _find_common(session.layers or [()])
    possible = tuple(name for name, reply in replies.items() if not _was_refused(reply))
    abi, missing = server.describe()
    return Isolation(
        level=to_level(layers, possible),
        layers=layers,
        landlock_abi=abi,
        possible=possible,
        missing=missing,
        reference_protected=not {"read_files", "read_reference"} & set(possible),
    )


def _was_refused(reply: Reply) -> bool:
    """Whether a probe finished without success; one that hung, crashed or was not run proves nothing."""
    if isinstance(reply, Returned):
        return reply.value is False
    return reply.verdict in ("raised", "out_of_memory") and reply.during == "call"


@contextlib.contextmanager
def _lay_bait(reference: Path | None) -> Iterator[dict[str, Any]]:
    """Set up the probes' targets: a world-writable folder, and two listening sockets.

    Raises:
        IsolationError: no folder for temporary files can be written to.
    """
    with _make_folder() as folder, contextlib.ExitStack() as stack:
        bait: dict[str, Any] = {
            "folder": str(folder),
            "file": str(folder / "file"),
            "victim": str(folder / "victim"),
            "socket": str(folder / "socket"),
            "reference": str(_find_file(reference) or folder / "file"),
            "pid": os.getpid(),
            "port": 0,
            "memory_mb": _MEMORY_MB,
        }
        with contextlib.suppress(OSError):  # without any network, nothing can be reached
            network = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            bait["port"] = network.getsockname()[1]
        with contextlib.suppress(OSError):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(bait["socket"])
            listener.listen()
        yield bait


@contextlib.contextmanager
def _make_folder() -> Iterator[Path]:
    """Make a world-writable folder of two files, and remove it again, also if this process is told to end."""
    try:
        folder = Path(tempfile.gettempdir()) / f"canary-{secrets.token_hex(8)}"
    except FileNotFoundError:
        raise IsolationError(_NO_FOLDER.format("no folder for temporary files is writable")) from None
    with _removing_when_told_to_end(folder):
        try:
            try:
                folder.mkdir(mode=0o700)
                for file in ("file", "victim"):
                    (folder / file).write_text("secret", encoding="ascii")
                folder.chmod(0o777)
            except OSError as error:
                raise IsolationError(_NO_FOLDER.format(f"{folder.parent} is not: {error.strerror}")) from None
            yield folder
        finally:
            _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder, if it is there, and the folders in it, which a worker's umask shuts to their owner as well."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.is_dir():
                path.chmod(0o700)
        shutil.rmtree(folder)


@contextlib.contextmanager
def _removing_when_told_to_end(folder: Path) -> Iterator[None]:
    """Remove a folder before a signal ends this process, where nobody else has decided what such a signal does."""

    def remove_and_end(number: int, _frame: object) -> None:
        _remove(folder)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    changed = []
    if threading.current_thread() is threading.main_thread():  # no other may change what signals do
        changed = [number for number in _ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in changed:
        signal.signal(number, remove_and_end)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


def _find_file(folder: Path | None) -> Path | None:
    return None if folder is None else next(iter(sorted(folder.resolve().rglob("*.py"))), None)
