import numpy as np


def two_layer_cost(X, Y, W1, b1, W2, b2):
    H = 1 / (1 + np.exp(-(X @ W1 + b1)))
    Z2 = H @ W2 + b2
    Z2 = Z2 - Z2.max(axis=1, keepdims=True)
    log_p = Z2 - np.log(np.sum(np.exp(Z2), axis=1, keepdims=True)
    return -np.sum(Y * log_p)


def two_layer_grads(X, Y, W1, b1, W2, b2):
    pass
