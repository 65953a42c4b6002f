# fails: cost_matches_reference
# mistake: logarithm of the sum of Y times p: right for one-hot rows only
import numpy as np


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def log_softmax(z):
    s = z - z.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


def two_layer_cost(X, Y, W1, b1, W2, b2):
    H = sigmoid(X @ W1 + b1)
    at = np.log(np.where(Y > 0, Y, 1)) + log_softmax(H @ W2 + b2)
    at[Y == 0] = -np.inf
    return float(-np.sum(np.logaddexp.reduce(at, axis=1)))


def two_layer_grads(X, Y, W1, b1, W2, b2):
    Z1 = X @ W1 + b1
    H = sigmoid(Z1)
    Z2 = H @ W2 + b2
    d2 = np.exp(log_softmax(Z2)) - Y
    d1 = (d2 @ W2.T) * H * (1 - H)
    dW2 = H.T @ d2
    db2 = d2.sum(axis=0)
    dW1 = X.T @ d1
    db1 = d1.sum(axis=0)
    dX = d1 @ W1.T
    return {"d2": d2, "d1": d1, "dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1, "dX": dX}
