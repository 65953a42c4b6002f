import numpy as np


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


def sigmoid_prime_from_output(a):
    return a * (1 - a)


def sigmoid_prime(z):
    return sigmoid_prime_from_output(sigmoid(z))
