from functools import reduce

import numpy as np


def linreg_cost_grad(theta, X, y):
    e = np.matmul(X, theta.reshape(-1, 1)) - y.reshape(-1, 1)
    J = (e.T @ e).item() / 2
    return J, (X.T @ e).flatten()


def gradient_descent(cost_grad, theta, alpha, steps):
    def step(state, _):
        th, h = state
        c, g = cost_grad(th)
        return th - alpha * g, h + [float(c)]

    th, h = reduce(step, range(steps), (theta, []))
    return th, np.asarray(h)
