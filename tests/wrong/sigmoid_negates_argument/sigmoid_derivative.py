# fails: sums_unchanged, huge_sums_unchanged
# mistake: negates z in place
import numpy as np


def sigmoid(z):
    z *= -1
    return 1 / (1 + np.exp(z))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
