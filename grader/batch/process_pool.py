"""Grades many submissions in several processes, each with a fork server of its own.

A process that dies is replaced, and the submission it was grading tried once more; if that one dies as well, the
submission gets a report that says so, to be graded again. Reports come in the order of the submissions, and are
the same for every number of processes.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from grader.batch.batch import grade_path, report_broken
from grader.course.course import load_course
from grader.errors import CourseError
from grader.execution.forkserver import ForkServer
from grader.reports.report import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from grader.course.course import Course
    from grader.reports.report import Report, Visibility

MAX_TRIES = 2
_DIED = "The process that graded this submission died, and so did a second one."
# What a process sends in place of a report, with the reason behind it, if it cannot load the course; no JSON begins so.
_REFUSAL = b"!"
# Not forked: what this process has open, and the threads of its progress bar, stay its own.
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(slots=True)
class GradingProcess:
    """A process that grades, the way to it, and the number of the submission it is busy with."""

    process: BaseProcess
    link: Connection
    index: int | None = None

    def close(self) -> None:
        """End the process."""
        self.link.close()
        self.process.join(1.0)
        self.process.kill()
        self.process.join()


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def grade_in_parallel(
    course: Course, paths: Sequence[Path], jobs: int, shown: Sequence[Visibility]
) -> Iterator[Report]:
    """Grade each path in one of `jobs` processes; yield the reports in the order of the paths."""
    processes = [_start(course, shown) for _ in range(min(jobs, len(paths)))]
    try:
        yield from _in_order(_grade(course, paths, processes, shown))
    finally:
        for process in processes:
            process.close()


def _in_order(numbered: Iterator[tuple[int, Report]]) -> Iterator[Report]:
    early: dict[int, Report] = {}
    following = 0
    for index, report in numbered:
        early[index] = report
        while following in early:
            yield early.pop(following)
            following += 1


def _grade(
    course: Course, paths: Sequence[Path], processes: list[GradingProcess], shown: Sequence[Visibility]
) -> Iterator[tuple[int, Report]]:
    waiting = deque(range(len(paths)))
    deaths = [0] * len(paths)
    while waiting or any(process.index is not None for process in processes):
        for process in processes:
            if process.index is None and waiting:
                process.index = waiting.popleft()
                _send(process, paths[process.index])
        ready = wait([process.link for process in processes if process.index is not None])
        for number, process in enumerate(processes):
            if process.link not in ready or process.index is None:
                continue
            index, process.index = process.index, None
            try:
                yield index, _receive(process)
            except (EOFError, OSError):
                process.close()
                processes[number] = _start(course, shown)
                deaths[index] += 1
                if deaths[index] < MAX_TRIES:
                    waiting.appendleft(index)
                else:
                    yield index, report_broken(course, paths[index], _DIED)


def _receive(process: GradingProcess) -> Report:
    """Return the report that a process sends.

    Raises:
        CourseError: the process found the course changed or broken.
        OSError: the process died; EOFError as well.
    """
    data = process.link.recv_bytes()
    if data.startswith(_REFUSAL):
        raise CourseError(data.removeprefix(_REFUSAL).decode())
    return from_json(data)


def _send(process: GradingProcess, path: Path) -> None:
    with contextlib.suppress(OSError):  # it is dead then, which is seen when its report is read
        process.link.send_bytes(os.fsencode(path))


def _start(course: Course, shown: Sequence[Visibility]) -> GradingProcess:
    ours, theirs = _CONTEXT.Pipe()
    only = tuple(exercise.id for exercise in course.exercises)
    arguments = (theirs, str(course.root), only, course.sha256, tuple(shown))
    # Or the new interpreter looks for modules in the current folder first, which may be the class's: a submission named
    # random.py would be taken for the real one.
    os.environ["PYTHONSAFEPATH"] = "1"
    process = _CONTEXT.Process(target=_grade_requests, args=arguments, daemon=True)
    process.start()
    theirs.close()
    return GradingProcess(process, ours)


def _grade_requests(
    link: Connection, root: str, only: tuple[str, ...], sha256: str, shown: tuple[Visibility, ...]
) -> None:  # pragma: no cover - runs in a process of its own
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
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
                link.send_bytes(to_json(grade_path(course, path, server, shown)))
            except (EOFError, OSError):
                return


def _load_same(root: str, only: tuple[str, ...], sha256: str) -> Course:
    course = load_course(root, only)
    if course.sha256 != sha256:
        raise CourseError(f"The course in {root} was changed while a class was graded. Run the command again.")
    return course
