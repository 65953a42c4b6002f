"""The fork server: imports NumPy once, then forks a worker for each exercise of each submission.

Requests arrive as single messages on a SOCK_SEQPACKET socket:

    ("spawn", memory_mb, cpu_s) with one descriptor attached, the worker's socket  -> ("spawned", pid)
    ("reap", pid, grace_s)                                                        -> ("reaped", exit, signal)

A worker is reaped only on request, so its pid stays its own until then and cannot be mistaken.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import random
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.worker import confinement, frames, loop, readable, stand_ins, wire
from grader.worker.confinement import Policy

MAX_REQUEST_BYTES = 4096


def serve(control: socket.socket, numpy_folder: str, level: str) -> None:
    """Fork and reap until the grader hangs up; then take every worker along.

    Args:
        level: the strongest of `confinement.LEVELS` to try.
    """
    policy = _prepare(numpy_folder, level)
    workers: set[int] = set()
    try:
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, MAX_REQUEST_BYTES, 1)
            if not message:
                return
            control.send(wire.encode(_answer(policy, control, wire.decode(message), descriptors, workers)))
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)


def _prepare(numpy_folder: str, level: str) -> Policy:
    os.environ.clear()
    stand_ins.install()
    readable.load_system_libraries()
    # Code that draws without a seed gets the same numbers in every run.
    np.random.set_state(np.random.RandomState(0).get_state())  # noqa: NPY002 - the state students may use
    np.random.default_rng = _with_fixed_seed(np.random.default_rng)
    policy = confinement.prepare(level, readable.find_readable(numpy_folder))
    gc.collect()
    gc.freeze()
    return policy


def _with_fixed_seed(default_rng: Callable[..., Any]) -> Callable[..., Any]:
    def seeded(seed: Any = None) -> Any:
        return default_rng(0 if seed is None else seed)

    return functools.wraps(default_rng)(seeded)


def _answer(
    policy: Policy, control: socket.socket, request: tuple[Any, ...], descriptors: list[int], workers: set[int]
) -> tuple[Any, ...]:
    if request[0] == "spawn":
        pid = _spawn(policy, control, descriptors[0], *request[1:])
        workers.add(pid)
        return ("spawned", pid)
    _, pid, grace_s = request
    status = _reap(pid, grace_s)
    workers.discard(pid)
    code = os.waitstatus_to_exitcode(status)
    return ("reaped", max(code, 0), max(-code, 0))


def _spawn(policy: Policy, control: socket.socket, descriptor: int, memory_mb: int, cpu_s: int) -> int:
    parent_pid = os.getpid()
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    _become_worker(policy, control, descriptor, memory_mb, cpu_s, parent_pid)  # pragma: no cover - forked child
    return 0  # pragma: no cover - never reached


def _become_worker(
    policy: Policy, control: socket.socket, descriptor: int, memory_mb: int, cpu_s: int, parent_pid: int
) -> None:  # pragma: no cover - runs in a forked child only
    code = 1
    control.close()
    sock = socket.socket(fileno=descriptor)
    try:
        random.seed(0)  # Python seeds its own generator anew in every fork
        layers = confinement.confine(policy, descriptor, memory_mb, cpu_s, parent_pid)
        frames.write_frame(sock, wire.encode(("ready", layers)))
        loop.serve(sock)
        code = 0
    except MemoryError:  # not even a reply could be built
        code = loop.EXIT_OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001 - nothing may return from here into the fork server's loop
        with contextlib.suppress(BaseException):
            frames.write_frame(sock, wire.encode(("broken", repr(error))))
    finally:
        os._exit(code)


def _reap(pid: int, grace_s: float) -> int:
    """Wait up to `grace_s` for a worker to end by itself, then kill it with all of its session."""
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.001)
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):  # it has ended since, which is as good
            kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]
