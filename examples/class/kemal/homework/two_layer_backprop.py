import numpy as np


def _hidden(X, W1, b1):
    H = np.dot(X, W1)
    H += b1
    np.negative(H, out=H)
    np.clip(H, None, 709, out=H)
    np.exp(H, out=H)
    H += 1
    np.reciprocal(H, out=H)
    return H


def _log_probs(H, W2, b2):
    L = np.dot(H, W2)
    L += b2
    L -= L.max(axis=1, keepdims=True)
    L -= np.log(np.exp(L).sum(axis=1, keepdims=True))
    return L


def two_layer_cost(X, Y, W1, b1, W2, b2):
    L = _log_probs(_hidden(X, W1, b1), W2, b2)
    L *= Y
    return -float(L.sum())


def two_layer_grads(X, Y, W1, b1, W2, b2):
    N, D = X.shape
    M, K = W2.shape
    g = {
        "d2": np.zeros((N, K)), "d1": np.zeros((N, M)), "dW2": np.zeros((M, K)), "db2": np.zeros(K),
        "dW1": np.zeros((D, M)), "db1": np.zeros(M), "dX": np.zeros((N, D)),
    }
    H = _hidden(X, W1, b1)
    np.exp(_log_probs(H, W2, b2), out=g["d2"])
    g["d2"] -= Y
    np.dot(g["d2"], W2.T, out=g["d1"])
    g["d1"] *= H
    np.dot(H.T, g["d2"], out=g["dW2"])
    H -= 1
    g["d1"] *= H
    g["d1"] *= -1
    for n in range(N):
        g["db2"] += g["d2"][n]
        g["db1"] += g["d1"][n]
        g["dW1"] += X[n][:, None] * g["d1"][n]
    np.dot(g["d1"], W1.T, out=g["dX"])
    return g
