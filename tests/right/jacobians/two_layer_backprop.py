import numpy as np


def forward(x, W1, b1, W2, b2):
    z1 = W1.T @ x + b1
    a = 1 / (1 + np.exp(-np.clip(z1, -700, 700)))
    z2 = W2.T @ a + b2
    z2 = z2 - z2.max()
    return a, z2


def two_layer_cost(X, Y, W1, b1, W2, b2):
    J = 0
    for x, y in zip(X, Y):
        a, z2 = forward(x, W1, b1, W2, b2)
        J += np.log(np.exp(z2).sum()) * y.sum() - y @ z2
    return J


def two_layer_grads(X, Y, W1, b1, W2, b2):
    out = {"d2": [], "d1": [], "dX": []}
    dW2, db2, dW1, db1 = np.zeros(W2.shape), np.zeros(b2.shape), np.zeros(W1.shape), np.zeros(b1.shape)
    for x, y in zip(X, Y):
        a, z2 = forward(x, W1, b1, W2, b2)
        p = np.exp(z2) / np.exp(z2).sum()
        delta2 = p - y
        delta1 = np.diag(a * (1 - a)) @ W2 @ delta2
        dW2 += np.outer(a, delta2)
        db2 += delta2
        dW1 += np.outer(x, delta1)
        db1 += delta1
        out["d2"].append(delta2)
        out["d1"].append(delta1)
        out["dX"].append(W1 @ delta1)
    out = {k: np.array(v) for k, v in out.items()}
    out.update({"dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1})
    return out
