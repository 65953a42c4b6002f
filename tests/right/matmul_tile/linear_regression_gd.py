import numpy as np


def linreg_cost_grad(theta, X, y):
    column = X @ theta.reshape(-1, 1) - y.reshape(-1, 1)
    return float((column.T @ column).item() * 0.5), (column.T @ X).ravel()


def gradient_descent(cost_grad, theta, alpha, steps):
    thetas = [theta]
    costs = []
    for _ in range(steps):
        c, g = cost_grad(thetas[-1].copy())
        costs.append(c)
        thetas.append(thetas[-1] + (-alpha) * np.asarray(g))
    return thetas[-1], np.asarray(costs)
