import numpy as np


def linreg_cost_grad(theta, X, y):
    residual = y - X.dot(theta)
    cost = np.linalg.norm(residual) ** 2 / 2
    return cost, -residual.dot(X)


def gradient_descent(cost_grad, theta, alpha, steps):
    thetas = np.zeros((steps + 1,) + theta.shape)
    thetas[0] = theta
    history = np.full(steps, np.nan)
    for k in range(1, steps + 1):
        history[k - 1], grad = cost_grad(thetas[k - 1])
        thetas[k] = thetas[k - 1] - alpha * grad
    return thetas[-1], history
