# expected: out_of_memory
# class: 24
"""Takes all the memory there is, list by list."""


def double(x):
    kept = []
    while True:
        kept.append([0.0] * 1_000_000)
