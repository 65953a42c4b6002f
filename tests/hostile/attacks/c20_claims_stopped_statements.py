# expected: failed
# class: 20
"""Claims that a million statements were stopped, its own and others, for the grader to remember and send again."""
import os

from target import connection, frame, number, several, text

for label in ("double.py", "other.py", "../../reference/double.py"):
    for start in range(0, 330_000, 1_000):
        lines = range(start + 100, start + 1_100)
        frames = (several(text("stopped"), text(label), number(line), number(0)) for line in lines)
        os.write(connection(), b"".join(map(frame, frames)))


def double(x):
    return 3 * x
