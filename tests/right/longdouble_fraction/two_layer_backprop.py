import numpy as np

LD = np.longdouble


def _forward(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = (np.asarray(a, dtype=LD) for a in (X, W1, b1, W2, b2))
    Z1 = X @ W1 + b1
    H = 1 / (1 + np.exp(-Z1))  # exp(10000) is a number in 80 bits
    Z2 = H @ W2 + b2
    logP = Z2 - np.log(np.exp(Z2).sum(axis=1, keepdims=True))
    return Z1, H, logP


def two_layer_cost(X, Y, W1, b1, W2, b2):
    return float(-(Y.astype(LD) * _forward(X, W1, b1, W2, b2)[2]).sum())


def two_layer_grads(X, Y, W1, b1, W2, b2):
    Z1, H, logP = _forward(X, W1, b1, W2, b2)
    d2 = np.exp(logP) - Y
    d1 = d2 @ W2.T.astype(LD) * H / (1 + np.exp(Z1))
    grads = {"d2": d2, "d1": d1, "dW2": H.T @ d2, "db2": d2.sum(0), "dW1": X.T @ d1, "db1": d1.sum(0), "dX": d1 @ W1.T}
    return {k: v.astype(np.float64) for k, v in grads.items()}
