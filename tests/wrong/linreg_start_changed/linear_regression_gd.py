# fails: starting_point_unchanged
# mistake: steps in the caller's array
import numpy as np


def linreg_cost_grad(theta, X, y):
    r = X @ theta - y
    return 0.5 * np.sum(r**2), X.T @ r


def gradient_descent(cost_grad, theta, alpha, steps):
    history = np.zeros(steps)
    for k in range(steps):
        history[k], g = cost_grad(theta)
        theta -= alpha * g
    return theta, history
