"""A grader as one should not be: it runs the student's code in its own process, and compares with np.allclose there.

`python naive.py ATTACK.py` prints `full marks` or `none`. That an attack fools it shows that it is a real one.
"""

import sys
from pathlib import Path

import numpy as np


def twice_by_reference(x):
    """Return the right answer."""
    return 2 * x


def judge(double):
    """Compare a student's function with the reference."""
    x = np.array([1.0, 3.0])
    expected = twice_by_reference(x)
    return bool(np.allclose(double(x), twice_by_reference(x)) and expected is not None)


def main():
    """Judge the file that is named on the command line."""
    names = {}
    exec(Path(sys.argv[1]).read_text(), names)
    print("full marks" if judge(names["double"]) else "none")


if __name__ == "__main__":
    main()
