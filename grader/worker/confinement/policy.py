"""What a worker gives up before it sees a line of student code.

The fork server prepares a `Policy` once; `confine` applies it in each worker, between the fork and the first
frame. What the policy claims and a worker does not observe raises, and the worker is not used.
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
    """A layer that should hold does not."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What every worker of a fork server is put under.

    Attributes:
        address_space_bytes: what the fork server itself uses, which a worker needs as well.
        missing: why a layer is not part of it, in the words of the kernel.
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
    """Prepare what this machine has, up to `level`, for workers that read `files` and nothing else.

    The process goes on without privileges, and in fresh namespaces if the level and the kernel have them.

    Raises:
        OSError: privileges cannot be given up, or the files not be read without them.
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
    """Drop what a worker does not need, and return the layers that hold; `connection_fd` alone stays open.

    Args:
        memory_mb: address space allowed on top of what the fork server uses.
        cpu_s: processor time allowed over the worker's whole life.
        parent_pid: the fork server, with which the worker must die.

    Raises:
        OSError, ValueError: a layer could not be applied; the worker must not go on.
        UnmetError: a layer was applied and does not hold.
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
        raise UnmetError(f"{', '.join(sorted(unmet))} should hold and does not")
    return layers


def renounce_privileges() -> None:
    """Give up every privilege, for good, and keep other processes of the user from reading this one's memory."""
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def die_with_parent(parent_pid: int) -> None:
    """Have the kernel end this process when its parent ends."""
    if sys.platform != "linux":
        return
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # it died before the request above took effect
        os._exit(1)


def observed_layers() -> tuple[str, ...]:
    """Name the layers that hold for this process, by what it can no longer do and not by what was asked for."""
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
        "own_namespaces": os.getppid() == 1,  # where the fork server is the first process there is
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
        os.dup2(0, standard)  # the fork server has nothing but /dev/null there
    os.closerange(3, connection_fd)
    os.closerange(connection_fd + 1, 4096)
