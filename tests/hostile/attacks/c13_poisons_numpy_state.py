# expected: failed
# class: 13
"""Makes NumPy raise, print and draw otherwise."""
import numpy as np

np.seterr(all="raise")
np.set_printoptions(formatter={"all": lambda x: "2.0"})
np.random.seed(0)
np.seterrcall(None)


def double(x):
    return 3 * x
