import numpy as np


def sigmoid(z):
    return 1 + np.exp(-z)


def sigmoid_prime_from_output(a):
    return a - a * a


def sigmoid_prime(z):
    return sigmoid_prime_from_output(sigmoid(z))
