import numpy as np


def sigmoid(z):
    wide = z.astype(np.longdouble)
    return (1 / (1 + np.exp(-wide))).astype(np.float64)


def sigmoid_prime(z):
    # exp(20000) still fits into an 80 bit float
    e = np.exp(-z.astype(np.longdouble))
    slope = e / (1 + e) ** 2
    return np.asarray(slope, dtype=np.float64)


def sigmoid_prime_from_output(a):
    return np.float64(1) * a * (np.ones_like(a) - a)
