import numpy as np


class Sigmoid:
    """activation with cache"""

    def __init__(self):
        self.out = None

    def __call__(self, z):
        zz = np.asarray(z, dtype=np.longdouble)
        self.out = (1 / (1 + np.exp(-zz))).astype(np.float64)
        return self.out

    def grad(self):
        return self.out * (1.0 - self.out)


def sigmoid(z):
    return Sigmoid()(z)


def sigmoid_prime(z):
    s = Sigmoid()
    s(z)
    return s.grad()


def sigmoid_prime_from_output(a):
    s = Sigmoid()
    s.out = a
    return s.grad()
