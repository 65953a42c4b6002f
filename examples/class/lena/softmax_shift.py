import numpy as np


def merge(left, right):
    """Join two (max, scaled sum) pairs."""
    (m1, s1), (m2, s2) = left, right
    if m1 < m2:
        return m2, s2 + s1 * np.exp(m1 - m2)
    return m1, s1 + s2 * np.exp(m2 - m1)


def scan(z):
    if len(z) == 1:
        return z[0], 1.0
    half = len(z) // 2
    return merge(scan(z[:half]), scan(z[half:]))


def softmax(Z):
    if Z.ndim > 1:
        result = np.empty_like(Z)
        for n, row in enumerate(Z):
            result[n] = softmax(row)
        return result
    m, s = scan(Z)
    return np.exp(Z - m) / s
