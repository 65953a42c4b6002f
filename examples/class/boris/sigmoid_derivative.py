import numpy as np

import helpers


def each(f, x):
    out = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        out[i] = f(x[i])
    return out


def sigmoid(z):
    return each(helpers.sigmoid, z)


def sigmoid_prime(z):
    return each(lambda v: helpers.sigmoid(v) * helpers.sigmoid(-v), z)


def sigmoid_prime_from_output(a):
    return each(lambda v: v * (1 - v), a)


print(sigmoid_prime(np.array([0.0])))  # 0.25
