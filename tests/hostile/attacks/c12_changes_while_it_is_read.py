# expected: out_of_memory|failed
# class: 12
"""Returns a list that has other entries each time it is read."""


class Changing(list):
    reads = 0

    def __iter__(self):
        Changing.reads += 1
        return iter([float(Changing.reads)] * 3)

    def __len__(self):
        return 10**9


def double(x):
    return Changing([1.0])
