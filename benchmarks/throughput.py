"""Measures how fast submissions are graded: `python benchmarks/throughput.py`; ratios within one run come first.

Uses one core unless stated otherwise. The baseline is one fork per exercise that loads the same source and makes the
same calls, all of them prefetched, without any checks.
"""

import cProfile
import os
import pstats
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader import grade, load_course, load_submission
from grader.batch.process_pool import grade_in_parallel
from grader.course.first_run import count_cores
from grader.execution.connection import Connection, to_frame
from grader.execution.forkserver import ForkServer
from grader.grading.checking import BOTH, HIDDEN, PUBLIC
from grader.reports.report import to_json
from grader.submissions.main_file import find_main_file, find_outlines
from grader.worker import wire

ROOT = Path(__file__).resolve().parent.parent
CLASS = ROOT / "examples" / "class"
RIGHT, OTHERWISE_RIGHT, WRONG = "ada", "boris", "umut"
RUNS = 15
COPIES = 60


def make_calls(course, submission, server, visibilities=BOTH):
    """Make the calls of the transcripts in a worker per exercise, and ignore the replies."""
    outlines = find_outlines(submission.files)
    for exercise in course.exercises:
        path = find_main_file(outlines, exercise.id, [f.name for f in exercise.functions]).path
        pid, sock = server.spawn(course.limits)
        connection = Connection(sock)
        deadline = time.monotonic() + 60
        connection.read_frame(deadline)
        limits = {
            "output_chars": course.limits.output_chars,
            "callbacks_per_call": course.limits.callbacks_per_call,
            "statement_wall_s": course.limits.statement_wall_s,
            "experiments_wall_s": course.limits.experiments_wall_s,
            "definitions_only": False,
            "stopped": [],
        }
        connection.post(to_frame(wire.encode(("load", path, submission.files, limits))))
        while wire.decode(connection.read_frame(deadline))[0] != "loaded":
            pass  # it tells which statements it runs
        for recorded in exercise.checks:
            if recorded.visibility not in visibilities:
                continue
            connection.post(b"".join(recorded.transcript.requests))
            for _ in recorded.transcript.requests:
                connection.read_frame(deadline)
        connection.close()
        server.reap(pid, 0.0)


def make_calls_in_two_phases(course, submission, server):
    """Make the same calls as the grader's phases do: those of public checks first, the others in second workers."""
    make_calls(course, submission, server, PUBLIC)
    make_calls(course, submission, server, HIDDEN)


def start_workers(course, server):
    """Start and reap a worker per exercise."""
    for _ in course.exercises:
        pid, sock = server.spawn(course.limits)
        connection = Connection(sock)
        connection.read_frame(time.monotonic() + 60)
        connection.close()
        server.reap(pid, 0.0)


def median_s(function, runs=RUNS):
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def median_difference_s(function, other, runs=RUNS):
    """Time two functions in turn, so that a machine that becomes slower is slower for both."""
    return statistics.median(median_s(function, 1) - median_s(other, 1) for _ in range(runs))


def cold_start_s(name):
    command = [sys.executable, "-m", "grader", "grade", str(CLASS / name), "--json", os.devnull]
    # Let Python cache its bytecode, which only some containers forbid.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return median_s(lambda: subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False), 7)


def same_everywhere(course, folder, statement):
    """Write a submission in which every function has the same body."""
    for exercise in course.exercises:
        lines = [f"def {f.name}(*args, **options):\n    {statement}\n" for f in exercise.functions]
        (folder / f"{exercise.id}.py").write_text("\n".join(lines))
    return load_submission(folder)


def per_second(course, jobs):
    """Grade `COPIES` copies of the right submission in `jobs` processes; return submissions per second."""
    paths = [CLASS / RIGHT] * COPIES
    reports = grade_in_parallel(course, paths, jobs, ("public", "hidden"))
    for _ in range(jobs):
        next(reports)  # the processes have started
    started = time.perf_counter()
    left = sum(1 for _ in reports)
    return left / (time.perf_counter() - started)


def memory_mb(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def print_profile(function):
    profile = cProfile.Profile()
    profile.runcall(function)
    stats = pstats.Stats(profile)
    entries = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:8]
    total = sum(item[1][2] for item in stats.stats.items())
    print("\nprofile of the grader's process (`poll` is waiting for the worker):")
    for (path, line, name), (_, calls, own_s, _, _) in entries:
        print(f"  {own_s / total:5.0%}  {calls:6} calls  {Path(path).name}:{line} {name}")


def main():
    cores = os.sched_getaffinity(0)
    started = time.perf_counter()
    course = load_course(ROOT)
    loaded_s = time.perf_counter() - started
    parallel = {jobs: per_second(course, jobs) for jobs in (1, 2)} if count_cores() > 1 else {}
    cold_s = cold_start_s(RIGHT)
    os.sched_setaffinity(0, {max(cores)})  # the fork server and its workers inherit it
    right, otherwise, wrong = (load_submission(CLASS / name) for name in (RIGHT, OTHERWISE_RIGHT, WRONG))
    calls = sum(len(check.transcript.questions) for exercise in course.exercises for check in exercise.checks)
    with ForkServer() as server, tempfile.TemporaryDirectory() as folder:
        grade(course, right, server)
        floor_s = median_s(lambda: make_calls(course, right, server))
        second_s = median_difference_s(
            lambda: make_calls_in_two_phases(course, right, server), lambda: make_calls(course, right, server)
        )
        forks_s = median_s(lambda: start_workers(course, server))
        right_s = median_s(lambda: grade(course, right, server))
        otherwise_s = median_s(lambda: grade(course, otherwise, server))
        wrong_s = median_s(lambda: grade(course, wrong, server), 5)
        student_s = median_s(lambda: grade(course, wrong, server, ("public",)), 5)
        hanging = same_everywhere(course, Path(folder), "while True: pass")
        failing = same_everywhere(course, Path(folder), "return 12.5")
        hanging_s = median_s(lambda: grade(course, hanging, server), 1)
        failing_s = median_s(lambda: grade(course, failing, server), 5)
        server_mb = memory_mb(server.pid)
        print(f"right submission / baseline                     {right_s / floor_s:7.2f}")
        print(f"right up to rounding / baseline                 {otherwise_s / floor_s:7.2f}")
        print(f"second workers: right submission / without them {right_s / (right_s - second_s):7.2f}")
        print(f"second workers: a mistake each / without them   {wrong_s / (wrong_s - second_s):7.2f}")
        print(f"mistake in every exercise / right submission    {wrong_s / right_s:7.2f}")
        if parallel:
            print(f"speed on two cores / on one                     {parallel[2] / parallel[1]:7.2f}")
        print(f"exercises / calls per submission                {len(course.exercises):4} / {calls}")
        print(f"right submission, warm                          {right_s * 1e3:7.0f} ms")
        print(f"right up to rounding                            {otherwise_s * 1e3:7.0f} ms")
        print(f"baseline                                        {floor_s * 1e3:7.0f} ms")
        print(f"  of which forks                                {forks_s * 1e3:7.0f} ms")
        print(f"calls per second                                {calls / right_s:7.0f}")
        print(f"mistake in every exercise                       {wrong_s:7.2f} s")
        print(f"  for the student's view                        {student_s:7.2f} s")
        print(f"every check fails                               {failing_s:7.2f} s")
        print(f"every function hangs                            {hanging_s:7.2f} s")
        print(f"`grader grade`, whole process, all cores        {cold_s:7.2f} s")
        print(f"loading the course                              {loaded_s:7.2f} s")
        for jobs, rate in parallel.items():
            print(f"submissions per second, -j {jobs}                    {rate:7.2f}")
        own_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory: grader / fork server                    {own_mb:4.0f} / {server_mb:.0f} MB")
        report_kb = len(to_json(grade(course, wrong, server))) / 1024
        print(f"JSON report                                     {report_kb:7.0f} KB")
        print_profile(lambda: grade(course, right, server))


if __name__ == "__main__":
    main()
