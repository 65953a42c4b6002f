from functools import partial
from itertools import product, starmap
from operator import itemgetter

import numpy as np


def moved(theta, index, step):
    t = theta.copy()
    t[index] += step
    return t


def slope(f, theta, eps, index):
    up, down = map(f, map(partial(moved, theta, index), (eps, -eps)))
    return (up - down) / (2 * eps)


compose = lambda outer, inner: lambda *a: outer(inner(*a))

numerical_gradient = lambda f, theta, eps=1e-4: np.fromiter(
    map(partial(slope, f, theta, eps), product(*map(range, theta.shape))), dtype=np.float64, count=theta.size
).reshape(theta.shape)


def gradient_check(cost_grad, theta, *, eps=1e-4, tol=1e-5):
    claim = itemgetter(1)(cost_grad(theta)).copy()
    pairs = zip(numerical_gradient(compose(itemgetter(0), cost_grad), theta, eps=eps).flat, claim.flat)
    error = float(max(starmap(lambda n, g: abs(n - g) / max(1, abs(n), abs(g)), pairs)))
    return error <= tol, error
