"""Records the exercises that are not in the cache on all cores: each in a process of its own.

A fresh process, and not a fork or a copy of the main module: `load_course` may be called in any program. If a process
fails, its exercise is recorded in this one, where an error in the course is reported as usual.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Is told how many of how many exercises are recorded, from 0 on.
Tell: TypeAlias = "Callable[[int, int], None]"

_log = logging.getLogger(__name__)
# The place of the grader is given, since the caller may have found it by a path of its own.
_CODE = "import sys; sys.path.append(sys.argv[1]); from grader.course.record_one import main; main(*sys.argv[2:])"


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def record_in_processes(root: Path, exercises: Sequence[str], sha256: str, jobs: int, tell: Tell) -> dict[str, bytes]:
    """Return the recordings of exercises by id, as `recording.to_bytes` makes them.

    With one job or one exercise there is nothing to share out, and none is returned; nor is one whose process failed.

    Args:
        exercises: ids; what takes longest should be first, or one core works alone at the end.
        sha256: the hash of the course; one that has changed since is not recorded.
    """
    if jobs < 2 or len(exercises) < 2 or not sys.executable:
        return {}
    made: dict[str, bytes] = {}
    with _ThreadPool(jobs) as pool:
        waiting = {pool.submit(_record, root, name, sha256, pool.started): name for name in exercises}
        for future in as_completed(waiting):
            if future.result():
                made[waiting[future]] = future.result()
                tell(len(made), len(exercises))
    return made


class _ThreadPool(ThreadPoolExecutor):
    """Threads that each wait for a process; at the end, the processes that are left are ended, and no more started."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs)
        self.started = _Processes()

    def __exit__(self, *error: object) -> None:
        self.started.end()
        self.shutdown(cancel_futures=True)


class _Processes:
    """The processes that were started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._is_over = False

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a process, which is killed at once if no more are wanted."""
        process = subprocess.Popen(  # noqa: S603 - this interpreter, without a shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        with self._lock:
            self._processes.append(process)
            if self._is_over:
                process.kill()
        return process

    def end(self) -> None:
        """Kill the processes that have not ended."""
        with self._lock:
            self._is_over = True
            for process in self._processes:
                process.kill()


def _record(root: Path, exercise: str, sha256: str, started: _Processes) -> bytes:
    """Return the recording of an exercise, made in a process; nothing if that fails."""
    package = str(Path(__file__).parent.parent.parent)
    try:
        process = started.start([sys.executable, "-P", "-c", _CODE, package, str(root), exercise, sha256])
    except OSError as error:
        _log.info("no process for recording %s: %s", exercise, error.strerror)
        return b""
    data, _ = process.communicate()
    if process.returncode:
        _log.info("the process recording %s ended with %d; recording it again", exercise, process.returncode)
        return b""
    return data
