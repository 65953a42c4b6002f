"""Values of the wire's closed set, to be drawn and compared."""

import numpy as np
from hypothesis import strategies as st

from grader.worker import wire

DTYPES = ("f8", "f4", "f2", "?", "i8", "i4", "u1", "c16")


def closed_set():
    """Draw any value that may come back from a worker."""
    scalars = (
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | st.floats()
        | st.text(max_size=8)
        | st.builds(wire.FunctionRef, st.integers(0, 3))
        | st.builds(wire.Unsupported, st.sampled_from(["set", "my.Own"]))
        | arrays()
    )
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.lists(inner, max_size=4).map(tuple)
            | st.dictionaries(st.text(max_size=4), inner, max_size=4)
        ),
        max_leaves=8,
    )


def arrays():
    """Draw an array of any dtype and a small shape, filled from a few distinguishing numbers."""
    shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)
    numbers = st.sampled_from([0.0, 1.0, -2.5, 1e-300, 1e300, np.inf, -np.inf, np.nan])
    return st.builds(_filled, shapes, st.sampled_from(DTYPES), st.lists(numbers, min_size=1, max_size=5))


def _filled(shape, dtype, numbers):
    with np.errstate(all="ignore"):
        return np.resize(np.array(numbers), shape).astype(dtype)


def same(a, b):
    """Whether two values of the closed set are equal in kind and content, NaN equal to itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return a == b or (a != a and b != b)
