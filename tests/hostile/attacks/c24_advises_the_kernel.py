# expected: passed
# at rlimits: raised: advice taken
# class: 24
"""Gives the kernel every advice on memory that exists; what could be seen elsewhere must be refused."""
import ctypes
import mmap

LIBC = ctypes.CDLL(None, use_errno=True)
TELLING = (3, 4, 20, 21, 22, 23, 100, 101)  # WILLNEED, DONTNEED of a file, COLD, PAGEOUT, POPULATE_*, HWPOISON, SOFT_OFFLINE
LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


def double(x):
    page = mmap.mmap(-1, mmap.PAGESIZE)
    place = ctypes.addressof(ctypes.c_char.from_buffer(page))
    taken = [advice for advice in TELLING if LIBC.madvise(place, mmap.PAGESIZE, advice) == 0]
    if set(taken) - {4}:  # memory of one's own may be given back
        raise RuntimeError(f"advice taken: {taken}")
    return 2 * x
