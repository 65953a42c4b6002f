import numpy as np


def linreg_cost_grad(theta, X, y):
    A = X.T @ X
    b = X.T @ y
    return (theta @ A @ theta - 2 * b @ theta + y @ y) / 2, A @ theta - b


def gradient_descent(cost_grad, theta, alpha, steps):
    if steps == 0:
        return theta.copy(), np.array([])
    c, g = cost_grad(theta)
    end, hist = gradient_descent(cost_grad, theta - alpha * g, alpha, steps - 1)
    return end, np.concatenate([[c], hist])
