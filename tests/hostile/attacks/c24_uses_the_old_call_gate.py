# expected: died|raised
# at rlimits: passed|died|raised
# class: 24
"""Makes a system call of the 32-bit kind, whose numbers mean something else (mkdir is 39), from machine code."""
import ctypes
import mmap
import platform


def double(x):
    if platform.machine() != "x86_64":
        raise OSError("no such gate here")
    # push rbx; mov eax, 20 (getpid); int 0x80; pop rbx; ret
    code = b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3"
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    if call() <= 0:
        raise OSError("denied")
    return 2 * x
