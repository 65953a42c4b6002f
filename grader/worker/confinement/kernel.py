"""C library functions and Linux system calls that Python does not wrap."""

from __future__ import annotations

import ctypes
import os
import struct

PR_SET_PDEATHSIG = 1
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
# Created once and not in each worker: creating a buffer costs more than the call.
_CAPABILITIES_HEADER = ctypes.create_string_buffer(struct.pack("<Ii", _CAPABILITY_VERSION_3, 0), 8)
_capability_sets = ctypes.create_string_buffer(24)


def call(name: str, *arguments: int | bytes | None) -> int:
    """Call a function of the C library and return its result.

    Raises:
        OSError: it returned -1.
    """
    # Variadic functions read whole registers; a plain int would fill only half of one.
    wide = (ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)
    result = int(getattr(_libc, name)(*wide))
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def prctl(option: int, argument: int = 0, address: int = 0) -> int:
    """Read or change an attribute of this process, as in `man 2 prctl`."""
    return call("prctl", option, argument, address, 0, 0)


def syscall(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call by its number."""
    return call("syscall", number, *arguments)


def drop_capabilities() -> None:
    """Drop all capabilities of this process; an ordinary user has none."""
    call("capset", _CAPABILITIES_HEADER.raw, bytes(24))


def has_capabilities() -> bool:
    """Whether this process has any capability."""
    call("capget", ctypes.addressof(_CAPABILITIES_HEADER), ctypes.addressof(_capability_sets))
    return any(_capability_sets.raw)
