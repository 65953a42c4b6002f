"""Seccomp: a program that the kernel runs before each system call of a worker, and that allows only a few.

The program checks the architecture, then finds the call by binary search. Calls that are not allowed fail with EPERM;
calls newer than the list fail with ENOSYS, so the C library falls back to older ones. Calls through the interfaces of
another architecture, i386 and x32, kill the process.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst and include/uapi/linux/{filter,seccomp,audit}.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from dataclasses import dataclass
from typing import TypeAlias

from grader.worker.confinement import kernel, syscalls

Instruction: TypeAlias = tuple[int, int, int, int]  # code, steps if true, steps if false, operand

KILL_PROCESS = 0x80000000
ALLOW = 0x7FFF0000
FAIL = 0x00050000
NOT_PERMITTED = FAIL | errno.EPERM
NOT_KNOWN = FAIL | errno.ENOSYS
_FILTER_MODE = 2
_LOAD, _RETURN, _JUMP = 0x20, 0x06, 0x05
_IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT = 0x15, 0x35, 0x45
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_FIRST_X32 = 0x40000000
_FIRST_RECENT = 424  # calls added since 2019; their numbers are the same on all architectures
_MAX_STEPS = 255
# Placeholder for the worker's own process id, which is known only after the fork; it is not a valid pid.
OWN_PID = 0x7FFFFFFF

_FCNTL_COMMANDS = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
_F_SETFL, _O_ASYNC = 4, 0x2000
_MSG_OOB = 1
# FIONBIO, FIONCLEX, FIOCLEX, FIONREAD, TCGETS, TIOCGWINSZ
_IOCTL_COMMANDS = (0x5421, 0x5450, 0x5451, 0x541B, 0x5401, 0x5413)
# MADV_DONTNEED for the C library, MADV_HUGEPAGE for NumPy. Others tell the kernel which pages to drop or to read: a
# worker could leave bits of a hidden input in the page cache (MADV_COLD, MADV_PAGEOUT, MADV_WILLNEED).
_MADVISE_ADVICE = (4, 14)
_PRCTL_OPTIONS = (3, 15, 16, 21, 39)  # PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, _SECCOMP, _NO_NEW_PRIVS


@dataclass(frozen=True, slots=True)
class Filter:
    """An assembled program, the kernel's header for it, and the offsets at which to insert the worker's process id."""

    code: ctypes.Array[ctypes.c_char]
    header: ctypes.Array[ctypes.c_char]
    pid_places: tuple[int, ...]


def build_filter(machine: str) -> Filter:
    """Return the program for workers on `machine`, a name from `os.uname`.

    Raises:
        OSError: the kernel has no seccomp, or there is no list of system calls for this machine.
    """
    if machine not in _ARCHITECTURES or sys.maxsize < 2**32:
        raise OSError(errno.ENOSYS, f"no list of system calls for {machine}")
    _demand_support()
    column, architecture = _ARCHITECTURES[machine]
    actions: dict[int, list[Instruction]] = {}
    for numbers in syscalls.ALLOWED.values():
        actions |= _at(numbers[column], [give(ALLOW)])
    for name, block in _limited().items():
        actions |= _at(syscalls.LIMITED[name][column], block)
    return assemble(architecture, actions, NOT_PERMITTED, NOT_KNOWN)


def assemble(architecture: int, actions: dict[int, list[Instruction]], default: int, recent: int) -> Filter:
    """Assemble a program from the actions by call number, and the verdicts on other calls, old and recent.

    Each list of instructions starts with the number loaded, and every path through it ends with a return.
    """
    starts: dict[int, list[Instruction]] = {0: [give(default)], _FIRST_RECENT: [give(recent)]}
    for number, block in sorted(actions.items()):
        after = number + 1
        starts[number] = block
        if after not in actions:
            starts.setdefault(after, [give(default if after < _FIRST_RECENT else recent)])
    starts[_FIRST_X32] = [give(KILL_PROCESS)]
    program = [
        load_field(_ARCHITECTURE_AT),
        (_IF_EQUAL, 1, 0, architecture),
        give(KILL_PROCESS),
        load_field(_NUMBER_AT),
        *_search(sorted(starts.items())),
    ]
    own = [i for i, (code, _, _, operand) in enumerate(program) if (code, operand) == (_IF_EQUAL, OWN_PID)]
    code = b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
    return to_filter(code, tuple(8 * i + 4 for i in own))


def to_filter(code: bytes, pid_places: tuple[int, ...] = ()) -> Filter:
    """Copy a program to memory that the kernel can read."""
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    return Filter(buffer, ctypes.create_string_buffer(header, len(header)), pid_places)


def install_filter(program: Filter) -> None:
    """Apply the program to this process permanently.

    Raises:
        OSError: the kernel refused.
    """
    for place in program.pid_places:
        struct.pack_into("<I", program.code, place, os.getpid())
    kernel.prctl(kernel.PR_SET_SECCOMP, _FILTER_MODE, ctypes.addressof(program.header))


def give(verdict: int) -> Instruction:
    """Return the instruction that returns a verdict."""
    return (_RETURN, 0, 0, verdict)


def load_field(offset: int) -> Instruction:
    """Return the instruction that loads four bytes of `struct seccomp_data`."""
    return (_LOAD, 0, 0, offset)


def argument_is_one_of(index: int, values: tuple[int, ...]) -> list[Instruction]:
    """Return instructions that allow a call if the low 32 bits of an argument are among `values`."""
    tests = [(_IF_EQUAL, len(values) - i, 0, value) for i, value in enumerate(values)]
    return [_load_argument(index), *tests, give(NOT_PERMITTED), give(ALLOW)]


def _demand_support() -> None:
    try:
        kernel.prctl(kernel.PR_SET_SECCOMP, _FILTER_MODE, 0)
    except OSError as error:
        if error.errno != errno.EFAULT:  # EFAULT: it tried to read the program at address 0, so it has filters
            raise OSError(error.errno, "the kernel has no seccomp filters") from None


def _at(number: int | None, block: list[Instruction]) -> dict[int, list[Instruction]]:
    return {} if number is None else {number: block}


def _limited() -> dict[str, list[Instruction]]:
    own = (OWN_PID,)
    # With O_ASYNC or F_SETOWN, a process could make the kernel send signals to the grader.
    set_flags = [_load_argument(2), (_IF_ANY_BIT, 0, 1, _O_ASYNC), give(NOT_PERMITTED), give(ALLOW)]
    fcntl = [_load_argument(1), (_IF_EQUAL, 0, len(set_flags), _F_SETFL), *set_flags]
    # Out-of-band data has allowed escapes from sandboxes (CVE-2025-38236).
    in_band = [_load_argument(3), (_IF_ANY_BIT, 0, 1, _MSG_OOB), give(NOT_PERMITTED), give(ALLOW)]
    nothing_new = [
        _load_argument(2),
        (_IF_EQUAL, 0, 2, 0),
        _load_argument(2, high=True),
        (_IF_EQUAL, 1, 0, 0),
        give(NOT_PERMITTED),
    ]
    return {
        "fcntl": [*fcntl, *argument_is_one_of(1, _FCNTL_COMMANDS)],
        "ioctl": argument_is_one_of(1, _IOCTL_COMMANDS),
        "kill": argument_is_one_of(0, own),
        "madvise": argument_is_one_of(2, _MADVISE_ADVICE),
        "prctl": argument_is_one_of(0, _PRCTL_OPTIONS),
        "prlimit64": [*nothing_new, *argument_is_one_of(0, (0, OWN_PID))],
        "recvfrom": in_band,
        "sendto": in_band,
        "tgkill": argument_is_one_of(0, own),
    }


def _load_argument(index: int, *, high: bool = False) -> Instruction:
    return load_field(_ARGUMENTS_AT + 8 * index + (4 if high else 0))


def _search(starts: list[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """Return a binary search that jumps to the last start that is not above the loaded number."""
    if len(starts) == 1:
        return starts[0][1]
    middle = len(starts) // 2
    below, above = _search(starts[:middle]), _search(starts[middle:])
    if len(below) <= _MAX_STEPS:
        return [(_IF_AT_LEAST, len(below), 0, starts[middle][0]), *below, *above]
    return [(_IF_AT_LEAST, 0, 1, starts[middle][0]), (_JUMP, 0, 0, len(below)), *below, *above]
