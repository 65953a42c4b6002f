"""things I need in more than one exercise"""
import math


def sigmoid(x):
    # two cases so exp never gets a big positive number
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    else:
        return math.exp(x) / (1 + math.exp(x))


def zeros(rows, cols):
    return [[0.0] * cols for _ in range(rows)]
