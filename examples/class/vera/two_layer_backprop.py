import numpy as np
from sigmoid_derivative import sigmoid, sigmoid_prime


def forward(X, W1, b1, W2, b2):
    h = sigmoid(X @ W1 + b1)
    z = h @ W2 + b2
    z = z - z.max(axis=1, keepdims=True)
    return h, z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def two_layer_cost(X, Y, W1, b1, W2, b2):
    h, logp = forward(X, W1, b1, W2, b2)
    return -np.sum(Y * logp)


def two_layer_grads(X, Y, W1, b1, W2, b2):
    h, logp = forward(X, W1, b1, W2, b2)
    d2 = np.exp(logp) - Y
    d1 = d2 @ W2.T * sigmoid_prime(h)
    return {"d2": d2, "d1": d1,
            "dW2": h.T @ d2, "db2": d2.sum(axis=0),
            "dW1": X.T @ d1, "db1": d1.sum(axis=0),
            "dX": d1 @ W1.T}
