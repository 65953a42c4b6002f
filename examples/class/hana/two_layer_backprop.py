import numpy as np


def forward(X, W1, b1, W2, b2):
    H = 1 / (1 + np.exp(-(X @ W1 + b1)))
    Z2 = H @ W2 + b2
    Z2 = Z2 - Z2.max(axis=1, keepdims=True)
    return H, Z2 - np.log(np.exp(Z2).sum(axis=1, keepdims=True))


def two_layer_cost(X, Y, W1, b1, W2, b2):
    return -np.sum(Y * forward(X, W1, b1, W2, b2)[1])


def two_layer_grads(X, Y, W1, b1, W2, b2):
    X, Y, W1, b1, W2, b2 = [np.float32(a) for a in (X, Y, W1, b1, W2, b2)]
    H, logp = forward(X, W1, b1, W2, b2)
    d2 = np.exp(logp) - Y
    d1 = d2 @ W2.T * H * (1 - H)
    return {
        "d2": d2, "d1": d1,
        "dW2": H.T @ d2, "db2": d2.sum(axis=0),
        "dW1": X.T @ d1, "db1": d1.sum(axis=0),
        "dX": d1 @ W1.T,
    }
