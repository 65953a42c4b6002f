import numpy as np


def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1.0 / (1.0 + np.exp(-z))


def forward(X, W1, b1, W2, b2):
    H = sigmoid(X.dot(W1) + b1)
    Z2 = H.dot(W2) + b2
    Z2 = Z2 - Z2.max(axis=1, keepdims=True)
    return H, Z2 - np.log(np.exp(Z2).sum(axis=1, keepdims=True))


def two_layer_cost(X, Y, W1, b1, W2, b2):
    H, logp = forward(X, W1, b1, W2, b2)
    return float(-(Y * logp).sum())


def two_layer_grads(X, Y, W1, b1, W2, b2):
    H, logp = forward(X, W1, b1, W2, b2)
    d2 = np.exp(logp) - Y
    d1 = d2.dot(W2.T)  # error back through the weights
    return {
        "d2": d2, "d1": d1,
        "dW2": H.T.dot(d2), "db2": d2.sum(axis=0),
        "dW1": X.T.dot(d1), "db1": d1.sum(axis=0),
        "dX": d1.dot(W1.T),
    }
