# expected: raised|out_of_memory
# class: 24
"""Maps memory past the allocator."""
import mmap


def double(x):
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 1 << 28))
        kept[-1].write(b"x" * (1 << 24))
