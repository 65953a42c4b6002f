import numpy as np


def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    # (1 + e^-z)' = -e^-z, and with the chain rule:
    return -sigmoid(z)


def sigmoid_prime_from_output(a):
    return a * (1.0 - a)
