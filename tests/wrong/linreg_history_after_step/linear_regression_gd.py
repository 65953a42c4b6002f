# fails: worked_history, history_has_one_cost_per_step, history_of_other_functions
# mistake: writes the cost after each step instead of before it
import numpy as np


def linreg_cost_grad(theta, X, y):
    r = X @ theta - y
    return 0.5 * np.sum(r**2), X.T @ r


def gradient_descent(cost_grad, theta, alpha, steps):
    history = np.zeros(steps)
    for k in range(steps):
        _, g = cost_grad(theta)
        theta = theta - alpha * g
        history[k], _ = cost_grad(theta)
    return theta, history
