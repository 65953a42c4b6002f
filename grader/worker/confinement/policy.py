"""The confinement policy of a worker, applied before it sees any student code.

The fork server prepares a `Policy` once; `confine` applies it in each worker, between the fork and the first
frame. If a worker does not observe a layer that the policy claims, `confine` raises and the worker is not used.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass

from grader.worker.confinement import kernel, landlock, limits, namespaces, seccomp
from grader.worker.confinement.readable import Readable, demand_access

_ALWAYS = ("empty_environment", "limit_cpu", "limit_file_size", "limit_open_files", "own_session")
_ALWAYS_ON_LINUX = ("limit_memory", "no_capabilities", "no_new_privileges", "not_dumpable")


class UnmetError(Exception):
    """A layer was applied but does not hold."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The layers of confinement for every worker of a fork server.

    Attributes:
        address_space_bytes: the fork server's own use, which a worker needs as well.
        missing: for each layer that is not available, the kernel's error message.
    """

    address_space_bytes: int
    ruleset: landlock.Ruleset | None = None
    program: seccomp.Filter | None = None
    own_namespaces: bool = False
    missing: tuple[str, ...] = ()

    @property
    def claims(self) -> set[str]:
        """The layers that a worker must observe."""
        optional = {"landlock": self.ruleset, "seccomp": self.program, "own_namespaces": self.own_namespaces}
        claimed = {name for name, part in optional.items() if part}
        return claimed.union(_ALWAYS, _ALWAYS_ON_LINUX if sys.platform == "linux" else ())


def prepare(level: str, files: Readable) -> Policy:
    """Prepare the layers that this machine supports, up to `level`, for workers that may read only `files`.

    Drops the privileges of this process, and moves it to new namespaces if the level and the kernel allow it.

    Raises:
        OSError: privileges cannot be dropped, or the files cannot be read without them.
    """
    missing = []
    ruleset, program = None, None
    address_space_bytes = limits.address_space_bytes()
    refusal = namespaces.enter(files) if level == "namespaces" else "not asked for"
    if level == "namespaces" and refusal:
        missing.append(f"namespaces: {refusal}")
    if level != "rlimits":
        try:
            ruleset = landlock.build_ruleset(files.paths, files.listed)
        except OSError as error:
            missing.append(f"landlock: {error.strerror}")
        try:
            program = seccomp.build_filter(os.uname().machine)
        except OSError as error:
            missing.append(f"seccomp: {error.strerror}")
    if sys.platform == "linux":
        renounce_privileges()
        demand_access(files)
    return Policy(address_space_bytes, ruleset, program, not refusal, tuple(missing))


def confine(policy: Policy, connection_fd: int, memory_mb: int, cpu_s: int, parent_pid: int) -> tuple[str, ...]:
    """Confine this process and return the layers that hold; close all descriptors except `connection_fd`.

    Args:
        memory_mb: address space allowed in addition to the fork server's.
        cpu_s: processor time allowed over the worker's whole life.
        parent_pid: the fork server; the kernel kills the worker when it dies.

    Raises:
        OSError, ValueError: a layer could not be applied; the worker must not continue.
        UnmetError: a layer was applied but does not hold.
    """
    os.setsid()
    die_with_parent(parent_pid)
    limits.apply(policy.address_space_bytes + memory_mb * 2**20, cpu_s)
    if sys.platform == "linux":
        renounce_privileges()
    os.chdir("/")
    os.umask(0o777)
    if policy.ruleset is not None:
        landlock.restrict(policy.ruleset)
    _leave_files_behind(connection_fd)
    if policy.program is not None:
        seccomp.install_filter(policy.program)
    layers = observed_layers()
    unmet = policy.claims.difference(layers)
    if unmet:
        raise UnmetError(f"{', '.join(sorted(unmet))} should hold but does not")
    return layers


def renounce_privileges() -> None:
    """Drop all privileges permanently, and forbid the user's other processes to read this process's memory."""
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def die_with_parent(parent_pid: int) -> None:
    """Let the kernel kill this process when its parent dies."""
    if sys.platform != "linux":
        return
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # the parent died before prctl took effect
        os._exit(1)


def observed_layers() -> tuple[str, ...]:
    """Return the layers that hold for this process, by testing what it can do and not by what was requested."""
    layers = limits.observed()
    if os.getsid(0) == os.getpid():
        layers.append("own_session")
    if not os.environ:
        layers.append("empty_environment")
    if sys.platform == "linux":
        layers += _observed_on_linux()
    return tuple(sorted(layers))


def _observed_on_linux() -> list[str]:
    found = {
        "no_new_privileges": kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS) == 1,
        "not_dumpable": kernel.prctl(kernel.PR_GET_DUMPABLE) == 0,
        "no_capabilities": not kernel.has_capabilities(),
        "landlock": not _can_open_root(),
        "seccomp": not _can_make_pipe(),
        "own_namespaces": os.getppid() == 1,  # the fork server is the first process of its namespace
    }
    return [name for name, holds in found.items() if holds]


def _can_open_root() -> bool:
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        return False
    return True


def _can_make_pipe() -> bool:
    try:
        for fd in os.pipe():
            os.close(fd)
    except PermissionError:
        return False
    return True


def _leave_files_behind(connection_fd: int) -> None:
    for standard in (1, 2):
        os.dup2(0, standard)  # /dev/null in the fork server
    os.closerange(3, connection_fd)
    os.closerange(connection_fd + 1, 4096)
