"""Grades many submissions in several processes, each with a fork server of its own.

A process that dies is replaced, and the submission it was grading tried once more; if that one dies as well, the
submission gets a report that says so, to be graded again. So does a submission that takes longer than it may.
Reports come as they are made, each with the number of its submission, and are the same for every number of processes.
"""

from __future__ import annotations

import contextlib
import logging
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course.course import load_course
from grader.errors import CourseError
from grader.execution.forkserver import ForkServer
from grader.grading.grading import grade_path
from grader.grading.writing import report_broken
from grader.reports.report import from_json, to_json
from grader.submissions.submission import find_id
from grader.worker.confinement.policy import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from grader.course.course import Course
    from grader.reports.report import Report, Visibility

MAX_TRIES = 2
_GOODBYE_S = 1.0
# How often a submission may take as long as all exercises together may wait for its code.
PATIENCE = 5
_DIED = "The process that graded this submission died{}, and so did a second one."
_TOO_LONG = "Grading this submission took longer than {:g} s, and was ended{}."
# What a process sends as it begins with a submission: its time starts then, and not while the course is being loaded.
_BEGUN = b""
# What a process sends in place of a report, with the reason behind it, if it cannot load the course; no JSON begins so.
_REFUSAL = b"!"
# What it sends before each step, with its name behind it: `reading a.py`, `grading softmax`.
_STEP = b"@"
# Not forked: what this process has open, and the threads of its progress bar, stay its own.
_log = logging.getLogger(__name__)
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(slots=True)
class GradingProcess:
    """A process that grades, the way to it, and the number of the submission it is busy with.

    Attributes:
        deadline: the time on the monotonic clock by which its report must be here.
        step: what it was doing when it was last heard of.
    """

    process: BaseProcess
    link: Connection
    index: int | None = None
    deadline: float = math.inf
    step: str = ""

    def send(self, index: int, path: Path) -> None:
        """Give the process a submission to grade."""
        self.index, self.deadline, self.step = index, math.inf, ""
        with contextlib.suppress(OSError):  # it is dead then, which is seen when its report is read
            self.link.send_bytes(os.fsencode(path))

    def receive(self, wall_s: float) -> Report | None:
        """Return the report; None if there is none yet. A process that has only just begun has `wall_s` from now on.

        Raises:
            CourseError: the process found the course changed or broken.
            TimeoutError: its time is over, and there is no report.
            OSError: the process died; EOFError as well.
        """
        if not self.link.poll():
            raise TimeoutError
        data = self.link.recv_bytes()
        if data == _BEGUN:
            self.deadline = time.monotonic() + wall_s
            return None
        if data.startswith(_STEP):
            self.step = data.removeprefix(_STEP).decode()
            if time.monotonic() > self.deadline:  # or many short steps would never be too long
                raise TimeoutError
            return None
        if data.startswith(_REFUSAL):
            raise CourseError(data.removeprefix(_REFUSAL).decode())
        self.index = None
        return from_json(data)

    def close(self) -> None:
        """End the process, at once if it is busy; what it has started ends with it."""
        self.link.close()
        if self.index is None:
            self.process.join(_GOODBYE_S)
        self.process.terminate()  # ends it at once as well, but for a folder that it has to remove first
        self.process.join(_GOODBYE_S)
        self.process.kill()
        self.process.join()


@dataclass(slots=True)
class _Pool:
    """The processes, and the numbers of the submissions that wait for one."""

    course: Course
    paths: Sequence[Path]
    jobs: int
    shown: Sequence[Visibility]
    wall_s: float
    waiting: deque[int]
    deaths: Counter[int] = field(default_factory=Counter)
    processes: list[GradingProcess] = field(default_factory=list)

    def grade(self) -> Iterator[tuple[int, Report]]:
        """Yield each report as it comes, with the number of its submission."""
        while self.waiting or any(process.index is not None for process in self.processes):
            self._hand_out()
            for process, index in _wait_for_news(self.processes):
                try:
                    report = process.receive(self.wall_s)
                except TimeoutError:
                    report = self._give_up(process, index, _TOO_LONG.format(self.wall_s, _while(process)))
                except (EOFError, OSError):
                    report = self._try_again(process, index)
                if report is not None:
                    # The processes have no log of their own to show.
                    name, wall_s = report.submission.id, report.timing.wall_s
                    _log.info("graded %s: %g of %g points in %.1f s", name, report.score, report.max_score, wall_s)
                    yield index, report

    def close(self) -> None:
        """End all processes."""
        for process in self.processes:
            process.link.close()  # all see it at once, and none waits for the one before it
        while self.processes:
            self.processes.pop().close()

    def _hand_out(self) -> None:
        idle = [process for process in self.processes if process.index is None]
        while self.waiting and (idle or len(self.processes) < self.jobs):
            if not idle:
                idle.append(_start(self.course, self.shown))
                self.processes.append(idle[-1])
            index = self.waiting.popleft()
            idle.pop(0).send(index, self.paths[index])

    def _try_again(self, process: GradingProcess, index: int) -> Report | None:
        self.deaths[index] += 1
        if self.deaths[index] == MAX_TRIES:
            return self._give_up(process, index, _DIED.format(_while(process)))
        _log.info("the process grading %s died; trying once more", find_id(self.paths[index]))
        self._remove(process)
        self.waiting.appendleft(index)
        return None

    def _give_up(self, process: GradingProcess, index: int, reason: str) -> Report:
        self._remove(process)
        return report_broken(self.course, find_id(self.paths[index]), reason)

    def _remove(self, process: GradingProcess) -> None:
        self.processes.remove(process)
        process.close()


def find_wall_s(course: Course) -> float:
    """Return how many seconds a submission may take: what course.toml says, or a multiple of its exercises' limits."""
    limits = course.limits
    return limits.submission_wall_s or PATIENCE * limits.exercise_wall_s * len(course.exercises)


def grade_in_parallel(
    course: Course, paths: Sequence[Path], jobs: int, shown: Sequence[Visibility], wall_s: float | None = None
) -> Iterator[tuple[int, Report]]:
    """Grade each path in one of `jobs` processes; yield each report as it comes, with the number of its path.

    Args:
        wall_s: how long a submission may take, from when a process begins with it; None for no limit.
    """
    limit_s = math.inf if wall_s is None else wall_s
    pool = _Pool(course, paths, jobs, shown, limit_s, deque(range(len(paths))))
    try:
        yield from pool.grade()
    finally:
        pool.close()


def _while(process: GradingProcess) -> str:
    return f" while {process.step}" if process.step else ""


def _wait_for_news(processes: Sequence[GradingProcess]) -> list[tuple[GradingProcess, int]]:
    """Wait until a process sends something, dies or runs out of time; return such, with what they are busy with."""
    busy = [(process, process.index) for process in processes if process.index is not None]
    left_s = min(process.deadline for process, _ in busy) - time.monotonic()
    ready = wait([process.link for process, _ in busy], None if left_s == math.inf else max(left_s, 0.0))
    now = time.monotonic()
    return [(process, index) for process, index in busy if process.link in ready or process.deadline <= now]


def _start(course: Course, shown: Sequence[Visibility]) -> GradingProcess:
    ours, theirs = _CONTEXT.Pipe()
    only = tuple(exercise.id for exercise in course.exercises)
    # The kernel takes the end of the thread that started a process for the end of its parent.
    bound = sys.platform == "linux" and threading.current_thread() is threading.main_thread()
    arguments = (theirs, os.getpid() if bound else 0, str(course.root), only, course.sha256, tuple(shown))
    # Or the new interpreter looks for modules in the current folder first, which may be the class's: a submission named
    # random.py would be taken for the real one.
    os.environ["PYTHONSAFEPATH"] = "1"
    process = _CONTEXT.Process(target=_grade_requests, args=arguments, daemon=True)
    process.start()
    theirs.close()
    return GradingProcess(process, ours)


def _grade_requests(
    link: Connection, parent_pid: int, root: str, only: tuple[str, ...], sha256: str, shown: tuple[Visibility, ...]
) -> None:  # pragma: no cover - runs in a process of its own
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # in this way
    _end_with_parent(parent_pid)

    def tell(step: str) -> None:
        link.send_bytes(_STEP + step.encode("utf-8", "replace"))

    with ForkServer() as server:
        server.start()
        try:
            course = _load_same(root, only, sha256)
        except CourseError as error:
            link.send_bytes(_REFUSAL + str(error).encode())
            return
        while True:
            try:
                path = Path(os.fsdecode(link.recv_bytes()))
                link.send_bytes(_BEGUN)
                report, _ = grade_path(course, path, server, shown, tell)
                link.send_bytes(to_json(report))
            except (EOFError, OSError):
                return


def _end_with_parent(parent_pid: int) -> None:  # pragma: no cover - runs in a process of its own
    """End this process when its parent ends, however that ends; where the kernel cannot promise it, by a thread."""
    if parent_pid:
        die_with_parent(parent_pid)
    else:
        threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:  # pragma: no cover - runs in a process of its own
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os.kill(os.getpid(), signal.SIGKILL)


def _load_same(root: str, only: tuple[str, ...], sha256: str) -> Course:
    course = load_course(root, only, jobs=1)
    if course.sha256 != sha256:
        raise CourseError(f"The course in {root} was changed while a class was graded. Run the command again.")
    return course
