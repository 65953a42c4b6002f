"""Landlock: a process permanently gives up access to the file system except to the paths it lists.

Source: Linux, Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from grader.worker.confinement import kernel

# These system calls have the same numbers on every architecture.
_CREATE_RULESET = 444
_ADD_RULE = 445
_RESTRICT_SELF = 446
_ASK_FOR_VERSION = 1
_PATH_BENEATH = 1
_READ_FILE = 1 << 2
_READ_FOLDER = 1 << 3
# The number of file rights in each ABI version, starting with version 1.
_FILE_RIGHTS = (13, 14, 15, 15, 16, 16, 16)
_TCP_SINCE = 4
_SCOPES_SINCE = 6
_ALL_TCP = 0b11
_ALL_SCOPES = 0b11  # abstract Unix sockets, and signals


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset in the kernel; `abi` is the ABI version in which the kernel accepted it."""

    fd: int
    abi: int


def build_ruleset(readable: Iterable[str], listed: Iterable[str] = ()) -> Ruleset:
    """Return a ruleset that allows only reading files at or below `readable`.

    Args:
        listed: folders at or below which listing the contents is allowed as well.

    Raises:
        OSError: the kernel has no Landlock, or does not let this process use it.
    """
    ruleset = _create(min(_announced_abi(), len(_FILE_RIGHTS)))
    for path in readable:
        _allow(ruleset.fd, path, _READ_FILE | _READ_FOLDER)
    for path in listed:
        _allow(ruleset.fd, path, _READ_FOLDER)
    return ruleset


def restrict(ruleset: Ruleset) -> None:
    """Apply the ruleset to this process and to all processes that it forks.

    Raises:
        OSError: the kernel refused.
    """
    kernel.syscall(_RESTRICT_SELF, ruleset.fd, 0)


def _announced_abi() -> int:
    return kernel.syscall(_CREATE_RULESET, None, 0, _ASK_FOR_VERSION)


def _create(abi: int) -> Ruleset:
    """Create the ruleset, with a lower version while the kernel refuses: some announce one that they do not support."""
    while True:
        attributes = to_attributes(abi)
        try:
            return Ruleset(kernel.syscall(_CREATE_RULESET, attributes, len(attributes), 0), abi)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.E2BIG) or abi == 1:
                raise
        abi -= 1


def to_attributes(abi: int) -> bytes:
    """Return the kernel's `struct landlock_ruleset_attr` that handles, and so denies, all rights of a version."""
    fields = [(1 << _FILE_RIGHTS[abi - 1]) - 1]
    fields += [_ALL_TCP] if abi >= _TCP_SINCE else []
    fields += [_ALL_SCOPES] if abi >= _SCOPES_SINCE else []
    return struct.pack(f"<{len(fields)}Q", *fields)


def _allow(ruleset_fd: int, path: str, rights: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= ~_READ_FOLDER
        kernel.syscall(_ADD_RULE, ruleset_fd, _PATH_BENEATH, struct.pack("<Qi", rights, fd), 0)
    finally:
        os.close(fd)
