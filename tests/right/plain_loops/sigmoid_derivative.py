import math

import numpy as np


def sigmoid(z):
    out = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        value = float(z[place])
        if value >= 0:
            out[place] = 1 / (1 + math.exp(-value))
        else:
            e = math.exp(value)
            out[place] = e / (1 + e)
    return out


def sigmoid_prime(z):
    out = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        # even in z, so take the side on which exp cannot overflow
        e = math.exp(-abs(float(z[place])))
        out[place] = e / ((1 + e) * (1 + e))
    return out


def sigmoid_prime_from_output(a):
    out = np.zeros(a.shape)
    for place in np.ndindex(a.shape):
        out[place] = a[place] - a[place] * a[place]
    return out
