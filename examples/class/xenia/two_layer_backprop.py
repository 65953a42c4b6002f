import numpy as np


def forward(X, W1, b1, W2, b2):
    A = 0.5 + 0.5 * np.tanh(0.5 * (X @ W1 + b1))
    Z = A @ W2 + b2
    Z -= Z.max(axis=1, keepdims=True)
    Z -= np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return A, Z


def two_layer_cost(X, Y, W1, b1, W2, b2):
    A, L = forward(X, W1, b1, W2, b2)
    return -np.sum(Y * L)


def two_layer_grads(X, Y, W1, b1, W2, b2):
    A, L = forward(X, W1, b1, W2, b2)
    d2 = np.exp(L) - Y
    d1 = (d2 @ W2.T) * A * (1 - A)
    grads = {"d2": d2, "d1": d1}
    grads["dW2"] = A.T @ d2
    grads["db2"] = d2[0].copy()  # shape (K,)
    grads["dW1"] = X.T @ d1
    grads["db1"] = d1[0].copy()  # shape (H,)
    grads["dX"] = d1 @ W1.T
    return grads
