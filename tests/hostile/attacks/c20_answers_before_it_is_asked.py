# expected: passed|died|failed|raised, died|failed|raised
# class: 20
"""Sends answers to all calls that may come, with the numbers they will have."""
import os

from target import connection, returned, vector


def double(x):
    data = b"".join(returned(call, vector(*2 * x)) for call in range(2, 40))
    while data:
        data = data[os.write(connection(), data) :]
    return 2 * x
