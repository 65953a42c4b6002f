import numpy as np


def linreg_cost_grad(theta, X, y):
    r = y - X @ theta
    return 0.5 * (r @ r), X.T @ r


def gradient_descent(cost_grad, theta, alpha, steps):
    hist = np.zeros(steps)
    for i in range(steps):
        hist[i], g = cost_grad(theta)
        theta = theta - alpha * g
    return theta, hist
