import numpy as np


def linreg_cost_grad(theta, X, y):
    error = X.dot(theta) - y
    if len(y) == 1:
        return error[0] ** 2 / 2, error[0] * X[0]
    half = len(y) // 2
    c1, g1 = linreg_cost_grad(theta, X[:half], y[:half])
    c2, g2 = linreg_cost_grad(theta, X[half:], y[half:])
    return c1 + c2, g1 + g2


def gradient_descent(cost_grad, theta, alpha, steps):
    if steps == 0:
        return theta, np.array([])
    cost, g = cost_grad(theta)
    end, rest = gradient_descent(cost_grad, theta - alpha * g, alpha, steps - 1)
    return end, np.concatenate([[cost], rest])
