"""Measures the cost of confinement relative to a baseline: `python benchmarks/isolation.py`.

The baseline is the same fork, source and calls without confinement. Baseline and confined runs alternate, so both see
the same load. All run on one core: a call that wakes another core takes twice as long, and whether it does is random.
Prints the tenth percentile, which is least sensitive to other load, and the overhead of confinement.
"""

import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from grader.execution.forkserver import _ENVIRONMENT
from grader.worker import fork_server, frames, wire
from grader.worker.confinement import readable
from grader.worker.confinement.policy import prepare

LEVELS = ("rlimits", "landlock", "namespaces")
WORKERS = 400
CALLS = 100
ROUNDS = 150
MAY_ADD_PER_EXERCISE_MS = 0.8
MAY_ADD_PER_CALL_US = 5.0
LIMITS = {
    "output_chars": 2_000,
    "callbacks_per_call": 1_000,
    "statement_wall_s": 1.0,
    "experiments_wall_s": 2.0,
    "definitions_only": False,
    "stopped": [],
}
LOAD = wire.encode(("load", "f.py", {"f.py": (("f.py", "def f(x):\n    return x"),)}, LIMITS))
CALL = wire.encode(("call", 1, "f", ((np.arange(10.0),), {})))


def start(policy, confined):
    """Fork a worker that has loaded a file; return its pid and our end of its socket."""
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        ours.close()
        if not confined:
            fork_server.confine = lambda *_: ()
        fork_server._become_worker(policy, theirs.detach(), 512, 60, parent)
    theirs.close()
    frames.read_frame(ours)
    exchange(ours, LOAD)
    return pid, ours


def exchange(sock, request):
    frames.write_frame(sock, request)
    return frames.read_frame(sock)


def exercise_s(policy, confined):
    """Time a worker from the fork through one call to its exit."""
    started = time.perf_counter()
    pid, sock = start(policy, confined)
    exchange(sock, CALL)
    sock.close()
    os.waitpid(pid, 0)
    return time.perf_counter() - started


def call_s(sock):
    started = time.perf_counter()
    for _ in range(CALLS):
        exchange(sock, CALL)
    return (time.perf_counter() - started) / CALLS


def measure(level):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    os.environ.clear()
    readable.load_system_libraries()
    numpy_folder = str(Path(np.__file__).parent.parent)
    sys.path[:] = [path for path in sys.path[1:] if "site-packages" not in path]  # as the fork server has it
    policy = prepare(level, readable.find_readable(numpy_folder))
    times = {False: [], True: []}
    for i in range(2 * WORKERS):
        times[i % 2 == 1].append(exercise_s(policy, i % 2 == 1))
    workers = {confined: start(policy, confined) for confined in (False, True)}
    calls = {False: [], True: []}
    for i in range(2 * ROUNDS):
        calls[i % 2 == 1].append(call_s(workers[i % 2 == 1][1]))
    for _, sock in workers.values():
        sock.close()
    return [low(times[c]) * 1e3 for c in times] + [low(calls[c]) * 1e6 for c in calls]


def low(times):
    return statistics.quantiles(times, n=10)[0]


def main():
    if len(sys.argv) > 1:
        print(*measure(sys.argv[1]))
        return
    print("level        exercise, ms                          call, microseconds")
    print("             base   confined  adds  limit          base   confined  adds  limit")
    root = str(Path(__file__).resolve().parent.parent)
    for level in LEVELS:
        command = [sys.executable, __file__, level]
        done = subprocess.run(command, env=_ENVIRONMENT | {"PYTHONPATH": root}, stdout=subprocess.PIPE, check=True)
        floor_ms, confined_ms, floor_us, confined_us = map(float, done.stdout.split())
        per_exercise = (
            f"{floor_ms:6.2f} {confined_ms:8.2f} {confined_ms - floor_ms:6.2f} {MAY_ADD_PER_EXERCISE_MS:6.1f}"
        )
        per_call = f"{floor_us:6.1f} {confined_us:8.1f} {confined_us - floor_us:6.1f} {MAY_ADD_PER_CALL_US:6.1f}"
        print(f"{level:11} {per_exercise}         {per_call}")


if __name__ == "__main__":
    main()
