import numpy as np


def linreg_cost_grad(theta, X, y):
    r = np.einsum("nd,d->n", X, theta) - y
    return float(np.einsum("n,n->", r, r) / 2), np.einsum("n,nd->d", r, X)


def gradient_descent(cost_grad, theta, alpha, steps):
    history = []
    for k in range(steps):
        J, g = cost_grad(theta)
        history += [J]
        theta = theta - alpha * g
    return theta, np.array(history)
