"""The fork server: imports NumPy once, then forks a worker for each exercise of each submission.

Requests arrive as single messages on a SOCK_SEQPACKET socket:

    ("spawn", memory_mb, cpu_s) with one descriptor attached, the worker's socket  -> ("spawned", pid)
    ("reap", pid, grace_s)                              -> ("reaped", exit, signal, was_ended, cpu_s, memory_mb)
    ("describe",)                                                                 -> ("described", abi, missing)

A worker is reaped only on request, so its pid cannot be reused before. The last three tell whether the server ended
it, its processor time, and the memory that it used at most, beyond what the server itself did.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import random
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from grader.worker import frames, request_loop, stand_ins, wire
from grader.worker.confinement import kernel, readable
from grader.worker.confinement.policy import Policy, confine, die_with_parent, prepare

MAX_REQUEST_BYTES = 4096
MAX_GENERATIONS = 1_000


def serve_forks(control: socket.socket, numpy_folder: str, level: str, grader_pid: int, method: str = "fork") -> None:
    """Fork and reap workers until the grader closes the control socket; then kill all workers.

    Args:
        level: the strongest of "rlimits", "landlock" and "namespaces" to try.
        grader_pid: the kernel kills this process when that one dies; 0 to rely on the closed socket alone.
        method: "fork", or "spawn" for a new interpreter per worker, where processes cannot be forked safely.
    """
    if grader_pid and level != "rlimits":
        die_with_parent(grader_pid)
    environment = dict(os.environ)
    policy = _prepare(numpy_folder, level)
    if policy.program is None:
        _expect_strays()
    start = functools.partial(_spawn, policy, control)
    if method == "spawn":
        start = functools.partial(_spawn_interpreter, numpy_folder, environment)
    workers: set[int] = set()
    try:
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, MAX_REQUEST_BYTES, 1)
            if not message:
                return
            control.send(wire.encode(_answer(start, policy, wire.decode(message), descriptors, workers)))
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        _kill_strays(policy, set())


def _prepare(numpy_folder: str, level: str) -> Policy:
    os.environ.clear()
    stand_ins.install_stand_ins()
    readable.load_system_libraries()
    # Unseeded random numbers are the same in every run.
    np.random.set_state(np.random.RandomState(0).get_state())  # noqa: NPY002 - students may use the global state
    np.random.default_rng = _with_fixed_seed(np.random.default_rng)
    policy = prepare(level, readable.find_readable(numpy_folder))
    gc.freeze()
    gc.enable()
    return policy


def _with_fixed_seed(default_rng: Callable[..., Any]) -> Callable[..., Any]:
    def seeded(seed: Any = None) -> Any:
        return default_rng(0 if seed is None else seed)

    return functools.wraps(default_rng)(seeded)


def _answer(
    start: Callable[..., int], policy: Policy, request: tuple[Any, ...], descriptors: list[int], workers: set[int]
) -> tuple[Any, ...]:
    if request[0] == "spawn":
        pid = start(descriptors[0], *request[1:])
        workers.add(pid)
        return ("spawned", pid)
    if request[0] == "describe":
        return ("described", policy.ruleset.abi if policy.ruleset is not None else 0, policy.missing)
    _, pid, grace_s = request
    status, used, was_ended = _reap(pid, grace_s)
    workers.discard(pid)
    _kill_strays(policy, workers)
    code = os.waitstatus_to_exitcode(status)
    return ("reaped", max(code, 0), max(-code, 0), was_ended, used.ru_utime + used.ru_stime, _own_memory_mb(used))


def _own_memory_mb(used: resource.struct_rusage) -> float:
    """Return the memory that a worker used at most, without as much as this process used: a fork starts with that."""
    kilobyte = 1024 if sys.platform == "darwin" else 1  # macOS counts bytes
    own = used.ru_maxrss - resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, 0) / kilobyte / 1024


def _spawn(policy: Policy, control: socket.socket, descriptor: int, memory_mb: int, cpu_s: int) -> int:
    parent_pid = os.getpid()
    pid = os.fork()
    if pid == 0:  # pragma: no cover - forked child
        control.close()
        _become_worker(policy, descriptor, memory_mb, cpu_s, parent_pid)
    os.close(descriptor)
    return pid


def _spawn_interpreter(
    numpy_folder: str, environment: dict[str, str], descriptor: int, memory_mb: int, cpu_s: int
) -> int:
    os.set_inheritable(descriptor, True)
    main = os.path.join(os.path.dirname(__file__), "__main__.py")
    numbers = map(str, (memory_mb, cpu_s, os.getpid()))
    command = [sys.executable, "-s", "-S", "-P", "-B", main, "worker", str(descriptor), numpy_folder, *numbers]
    pid = os.posix_spawn(sys.executable, command, environment)
    os.close(descriptor)
    return pid


def become_spawned_worker(
    descriptor: int, numpy_folder: str, memory_mb: int, cpu_s: int, parent_pid: int
) -> NoReturn:  # pragma: no cover - runs in a process of its own only
    """Run as a worker in an interpreter of its own, under the weakest policy."""
    _become_worker(_prepare(numpy_folder, "rlimits"), descriptor, memory_mb, cpu_s, parent_pid)


def _become_worker(
    policy: Policy, descriptor: int, memory_mb: int, cpu_s: int, parent_pid: int
) -> NoReturn:  # pragma: no cover - runs in a process of its own only
    code = 1
    sock = socket.socket(fileno=descriptor)
    try:
        random.seed(0)  # Python reseeds its generator in every fork
        layers = confine(policy, descriptor, memory_mb, cpu_s, parent_pid)
        frames.write_frame(sock, wire.encode(("ready", layers)))
        request_loop.answer_requests(sock)
        code = 0
    except MemoryError:  # not even a reply could be built
        code = request_loop.EXIT_OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001 - a worker must never return into the fork server's loop
        with contextlib.suppress(BaseException):
            frames.write_frame(sock, wire.encode(("broken", repr(error))))
    finally:
        os._exit(code)


def _reap(pid: int, grace_s: float) -> tuple[int, resource.struct_rusage, bool]:
    """Wait up to `grace_s` seconds for a worker to exit, then kill it and its session.

    Returns:
        its wait status, what it used, and whether it was killed here.
    """
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline:
        ended, status, used = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, used, False
        time.sleep(0.001)
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):  # it has exited in the meantime
            kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    return status, used, True


def _expect_strays() -> None:
    """Become the subreaper of processes that workers fork and detach, where seccomp does not prevent that.

    This process must then outlive the grader long enough to kill them, so it no longer dies with the grader.
    """
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        kernel.prctl(kernel.PR_SET_PDEATHSIG, 0)


def _kill_strays(policy: Policy, workers: set[int]) -> None:
    """Kill the processes that a worker left behind, where it could fork."""
    if policy.program is not None or sys.platform != "linux":
        return
    for _ in range(MAX_GENERATIONS):
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
            strays = set(map(int, children.read().split())) - workers
        if not strays:
            return
        for pid in strays:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
