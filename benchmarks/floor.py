"""Measures grading beside a floor: `python benchmarks/floor.py [SUBMISSIONS]`; ratios within one run come first.

A course of seven exercises with 21 checks of 20 drawn inputs, and 20 submissions: 10 right, 10 with one mistake. The
floor forks once per submission, runs its files and makes the calls that the reference's checks make: nothing is
checked, and nothing protected. Both take turns, one submission after the other, and two at a time.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from floor_course import EXERCISES, write_course, write_submissions

from grader import grade, load_course, load_submission
from grader.batch.process_pool import grade_in_parallel
from grader.course.first_run import count_cores
from grader.execution.forkserver import ForkServer
from grader.grading.grading import BOTH
from grader.reports.report import is_perfect
from grader.worker import wire

SUBMISSIONS = 20
ROUNDS = 3


def find_calls(course):
    """Return the calls of all checks by the exercise's id, with decoded arguments."""
    return {
        exercise.id: [
            (name, *wire.decode(arguments))
            for recorded in exercise.checks
            for name, arguments in recorded.transcript.questions
        ]
        for exercise in course.exercises
    }


def make_calls(calls, folder):
    """Run a submission's files in this process, and make its calls."""
    for exercise_id, questions in calls.items():
        space = {"__name__": exercise_id}
        path = folder / f"{exercise_id}.py"
        exec(compile(path.read_bytes(), path, "exec"), space)
        for name, arguments, options in questions:
            space[name](*arguments, **options)


def start_fork(calls, folder):
    pid = os.fork()
    if pid:
        return pid
    try:
        make_calls(calls, folder)
    finally:
        os._exit(0)


def run_floor(calls, folders, jobs):
    """Fork once per submission, `jobs` at a time; return seconds per submission."""
    started = time.perf_counter()
    running = 0
    for folder in folders:
        if running == jobs:
            os.wait()
            running -= 1
        start_fork(calls, folder)
        running += 1
    while running:
        os.wait()
        running -= 1
    return (time.perf_counter() - started) / len(folders)


def run_one_at_a_time(course, folders, server):
    started = time.perf_counter()
    for folder in folders:
        grade(course, load_submission(folder), server)
    return (time.perf_counter() - started) / len(folders)


def run_in_processes(course, folders, jobs):
    """Grade in `jobs` processes; return seconds per submission once they have started."""
    reports = grade_in_parallel(course, [*folders[:jobs], *folders], jobs, BOTH)
    for _ in range(jobs):
        next(reports)
    started = time.perf_counter()
    left = sum(1 for _ in reports)
    return (time.perf_counter() - started) / left


def count_right_verdicts(course, folders, server):
    """Return how many submissions got full marks or lost some, as they should."""
    return sum(is_perfect(grade(course, load_submission(f), server)) == (i % 2 == 0) for i, f in enumerate(folders))


def to_function_us(calls):
    """Return the mean time of a call of the reference's functions."""
    with tempfile.TemporaryDirectory() as folder:
        (right,) = write_submissions(Path(folder), 1)
        started = time.perf_counter()
        make_calls(calls, right)
        return (time.perf_counter() - started) / sum(map(len, calls.values())) * 1e6


def measure(course, folders):
    """Return seconds per submission, medians of rounds in which the floor and the grader take turns."""
    calls = find_calls(course)
    times = {name: [] for name in ("floor", "ours", "floor two", "ours two")}
    with ForkServer() as server:
        right = count_right_verdicts(course, folders, server)
        for _ in range(ROUNDS):
            times["floor"].append(run_floor(calls, folders, 1))
            times["ours"].append(run_one_at_a_time(course, folders, server))
    for _ in range(ROUNDS if count_cores() > 1 else 0):
        times["floor two"].append(run_floor(calls, folders, 2))
        times["ours two"].append(run_in_processes(course, folders, 2))
    return right, calls, {name: statistics.median(s) for name, s in times.items() if s}


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SUBMISSIONS
    with tempfile.TemporaryDirectory() as folder:
        write_course(Path(folder) / "course")
        folders = write_submissions(Path(folder) / "class", count)
        course = load_course(Path(folder) / "course")
        right, calls, median_s = measure(course, folders)
    print(f"one at a time / floor                        {median_s['ours'] / median_s['floor']:7.2f}")
    if "ours two" in median_s:
        print(f"two at a time / floor two at a time          {median_s['ours two'] / median_s['floor two']:7.2f}")
    print(f"verdicts right                               {right:4} of {count}")
    print(f"exercises / calls per submission             {len(EXERCISES):4} / {sum(map(len, calls.values()))}")
    print(f"mean time of a call                          {to_function_us(calls):7.1f} µs")
    for name, seconds in median_s.items():
        print(f"{name:10} per submission                    {seconds * 1e3:7.1f} ms")


if __name__ == "__main__":
    main()
