import numpy as np


def sigmoid(z):
    s = np.array(z, copy=True)
    s *= -1
    s = np.clip(s, -700, 700)
    np.exp(s, out=s)
    s += 1
    np.reciprocal(s, out=s)
    return s


def sigmoid_prime_from_output(a):
    d = a.copy()
    d *= a
    np.subtract(a, d, out=d)
    return d


def sigmoid_prime(z):
    a = sigmoid(z)
    return sigmoid_prime_from_output(a)
