import numpy as np


def linreg_cost_grad(theta, X, y):
    r = np.einsum("nd,d->n", X, theta) - y
    return np.einsum("n,n->", r, r) / 2, np.einsum("nd,n->d", X, r)


def gradient_descent(cost_grad, theta, alpha, steps):
    history = np.zeros(steps)
    path = theta.copy()
    k = 0
    while k < steps:
        history[k], g = cost_grad(path)
        path -= alpha * g
        k += 1
    return path, history
