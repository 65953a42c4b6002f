# expected: failed|died
# class: 3
"""Answers the call itself with a wrong vector of the right form, and returns another; the first reply counts as its own."""
import os

import numpy as np
from target import connection, returned, vector

calls = 0


def double(x):
    global calls
    calls += 1
    os.write(connection(), returned(calls, vector(*np.zeros(x.size))))
    return 2 * x
