# fails: stable_for_huge_arguments
# mistake: exp(-z) / (1 + exp(-z))**2 is inf / inf for very negative z
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def sigmoid_prime_from_output(a):
    return a * (1 - a)
