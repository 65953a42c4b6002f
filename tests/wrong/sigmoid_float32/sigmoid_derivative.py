# fails: declared_form
# mistake: computes in float32 to save memory
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z.astype(np.float32)))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
