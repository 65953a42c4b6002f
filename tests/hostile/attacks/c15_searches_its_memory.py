# expected: raised: PermissionError|FileNotFoundError
# at rlimits: raised: PermissionError|LookupError
# class: 15
"""Searches the memory of its process for the mark of the reference: nothing of it may ever have been there."""
from places import SECRET_REVERSED

# Never whole and forwards, or the search would find itself.
FIRST, LAST = SECRET_REVERSED[16:].encode(), SECRET_REVERSED[:16].encode()


def double(x):
    start_of_secret = FIRST[::-1]
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        for line in maps:
            bounds, rights = line.split()[:2]
            start, end = (int(bound, 16) for bound in bounds.split("-"))
            if rights[0] != "r" or "[v" in line or end - start > 1 << 26:
                continue
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, ValueError, OverflowError, MemoryError):
                continue
            at = data.find(start_of_secret)
            while at >= 0:
                if data[at + 16 : at + 32][::-1] == LAST:
                    return 2 * x
                at = data.find(start_of_secret, at + 1)
    raise LookupError("nothing")
