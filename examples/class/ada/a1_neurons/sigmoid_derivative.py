import numpy as np


def sigmoid(z):
    # 1/(1+exp(-z)) written with tanh: nothing can overflow
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def sigmoid_prime_from_output(a):
    return a * (1.0 - a)


def sigmoid_prime(z):
    return sigmoid_prime_from_output(sigmoid(z))
