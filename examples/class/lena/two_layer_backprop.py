import numpy as np


def sigmoid(z):
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def single(x, y, W1, b1, W2, b2):
    h = sigmoid(x @ W1 + b1)
    z = h @ W2 + b2
    z = z - z.max()
    logp = z - np.log(np.exp(z).sum())
    d2 = np.exp(logp) - y
    d1 = (W2 @ d2) * h * sigmoid(-(x @ W1 + b1))
    J = -float(y @ logp)
    return J, {
        "d2": d2[None], "d1": d1[None], "dW2": np.outer(h, d2), "db2": d2 + 0,
        "dW1": np.outer(x, d1), "db1": d1 + 0, "dX": (W1 @ d1)[None],
    }


def solve(X, Y, *params):
    """Halve the batch until one example is left; sums add up, rows are stacked."""
    if len(X) == 1:
        return single(X[0], Y[0], *params)
    m = len(X) // 2
    J1, a = solve(X[:m], Y[:m], *params)
    J2, b = solve(X[m:], Y[m:], *params)
    rows = ("d2", "d1", "dX")
    return J1 + J2, {k: np.concatenate([a[k], b[k]]) if k in rows else a[k] + b[k] for k in a}


def two_layer_cost(X, Y, W1, b1, W2, b2):
    return solve(X, Y, W1, b1, W2, b2)[0]


def two_layer_grads(X, Y, W1, b1, W2, b2):
    return solve(X, Y, W1, b1, W2, b2)[1]
