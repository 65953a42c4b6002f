# fails: stable_for_huge_arguments
# mistake: math.exp raises OverflowError for very negative z
import math

import numpy as np


def sigmoid(z):
    flat = [1 / (1 + math.exp(-t)) for t in z.ravel()]
    return np.array(flat).reshape(z.shape)


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
