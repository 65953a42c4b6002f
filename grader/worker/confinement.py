"""What a worker gives up before it sees a line of student code.

This is the one place where a worker is confined: further layers (Landlock, seccomp) belong into `confine`,
which runs once per worker, between the fork and the first frame.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
MAX_OPEN_FILES = 64


def confine(connection_fd: int, memory_mb: int, cpu_s: int, parent_pid: int) -> None:
    """Drop what a worker does not need; `connection_fd` is the only descriptor that stays open.

    Args:
        memory_mb: address space allowed on top of what the fork server already uses.
        cpu_s: processor time allowed over the worker's whole life.
        parent_pid: the fork server, with which the worker must die.

    Raises:
        OSError: a layer could not be applied; the worker must not go on.
    """
    os.setsid()
    _die_with_parent(parent_pid)
    _limit(resource.RLIMIT_AS, _address_space_bytes() + memory_mb * 2**20)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))  # SIGXCPU first, SIGKILL a second later
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, MAX_OPEN_FILES)
    _limit(resource.RLIMIT_NPROC, 0)
    _leave_files_behind(connection_fd)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def observed_layers() -> tuple[str, ...]:
    """Name the layers that hold for this process, as the kernel reports them and not as they were asked for."""
    layers = []
    if os.getsid(0) == os.getpid():
        layers.append("own_session")
    limits = {
        "limit_cpu": resource.RLIMIT_CPU,
        "limit_file_size": resource.RLIMIT_FSIZE,
        "limit_memory": resource.RLIMIT_AS,
        "limit_open_files": resource.RLIMIT_NOFILE,
    }
    layers += [name for name, kind in limits.items() if resource.getrlimit(kind)[1] != resource.RLIM_INFINITY]
    if not os.environ:
        layers.append("empty_environment")
    if _status_line("NoNewPrivs") == "1":
        layers.append("no_new_privileges")
    return tuple(sorted(layers))


def _limit(kind: int, amount: int) -> None:
    hard = resource.getrlimit(kind)[1]
    amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(kind, (amount, amount))


def _address_space_bytes() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:  # no /proc on macOS, which does not enforce the limit either
        return 2**30


def _leave_files_behind(connection_fd: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.closerange(3, connection_fd)
    os.closerange(connection_fd + 1, 4096)
    os.chdir("/")
    os.umask(0o777)


def _die_with_parent(parent_pid: int) -> None:
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # it died before the request above took effect
        os._exit(1)


def _prctl(option: int, argument: int) -> None:
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(option, argument, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}) failed: {os.strerror(code)}")


def _status_line(name: str) -> str:
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            fields = dict(line.split(":", 1) for line in status if ":" in line)
    except FileNotFoundError:
        return ""
    return fields.get(name, "").strip()
