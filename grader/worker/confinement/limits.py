"""Resource limits of a worker, enforced by the kernel."""

from __future__ import annotations

import os
import resource
import sys

MAX_OPEN_FILES = 64
_OBSERVED = {
    "limit_cpu": resource.RLIMIT_CPU,
    "limit_file_size": resource.RLIMIT_FSIZE,
    "limit_memory": resource.RLIMIT_AS,
    "limit_open_files": resource.RLIMIT_NOFILE,
}


def apply(address_space_bytes: int, cpu_s: int) -> None:  # pragma: no cover - runs in a worker only
    """Limit the memory and processor time of this process; forbid writing files, core dumps and new processes.

    Raises:
        OSError, ValueError: a limit could not be set.
    """
    if sys.platform != "darwin":  # macOS rejects or ignores this limit
        _limit(resource.RLIMIT_AS, address_space_bytes)
    resource.setrlimit(resource.RLIMIT_CPU, to_cpu_limit(cpu_s, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, MAX_OPEN_FILES)
    _limit(resource.RLIMIT_NPROC, 0)


def to_cpu_limit(cpu_s: int, hard: int) -> tuple[int, int]:
    """Return the limits on processor time, in seconds: for SIGXCPU, and for SIGKILL a second later.

    Args:
        hard: the machine's own limit, which only root may exceed; a worker gets less than `cpu_s` under a lower one.
    """
    killed = cpu_s + 1 if hard == resource.RLIM_INFINITY else min(cpu_s + 1, hard)
    return max(killed - 1, 1), killed


def observed() -> list[str]:
    """Return the names of the limits that hold for this process."""
    return [name for name, kind in _OBSERVED.items() if resource.getrlimit(kind)[1] != resource.RLIM_INFINITY]


def address_space_bytes() -> int:
    """Return the size of this process's address space."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:  # macOS has no /proc, and does not enforce the limit
        return 2**30


def _limit(kind: int, amount: int) -> None:  # pragma: no cover - runs in a worker only
    hard = resource.getrlimit(kind)[1]
    amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(kind, (amount, amount))
