# expected: raised: PermissionError|FileNotFoundError
# class: 15
"""Opens the memory of the process that forked it, and reads from it."""
import os


def double(x):
    parent = os.getppid()
    with open(f"/proc/{parent}/maps") as maps, open(f"/proc/{parent}/mem", "rb", buffering=0) as memory:
        memory.seek(int(maps.readline().split("-")[0], 16))
        assert memory.read(16)
    return 2 * x
