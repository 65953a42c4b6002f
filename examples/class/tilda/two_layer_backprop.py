import numpy as np


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def forward(X, W1, b1, W2, b2):
    h = sigmoid(X @ W1 + b1)
    print("hidden:", h)
    z = h @ W2 + b2
    z = z - z.max()
    log_p = z - np.log(np.exp(z).sum())
    print("predictions:", np.exp(log_p))
    return h, log_p


def two_layer_cost(X, Y, W1, b1, W2, b2):
    h, log_p = forward(X, W1, b1, W2, b2)
    J = -np.sum(Y * log_p)
    print("cost:", J)
    return J


def two_layer_grads(X, Y, W1, b1, W2, b2):
    h, log_p = forward(X, W1, b1, W2, b2)
    d2 = np.exp(log_p) - Y
    d1 = (d2 @ W2.T) * h * (1 - h)
    grads = {
        "d2": d2, "d1": d1,
        "dW2": h.T @ d2, "db2": d2.sum(axis=0),
        "dW1": X.T @ d1, "db1": d1.sum(axis=0),
        "dX": d1 @ W1.T,
    }
    for name, g in grads.items():
        print(f"{name:4s} shape {str(g.shape):8s} norm {np.sqrt((g * g).sum()):.6f}")
    return grads
