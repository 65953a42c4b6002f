import numpy as np


def linreg_cost_grad(theta, X, y):
    residual = X @ theta - y
    return 0.5 * float(residual @ residual), X.T @ residual


def gradient_descent(cost_grad, theta, alpha, steps):
    theta = theta.copy()
    history = np.empty(steps)
    for k in range(steps):
        cost, grad = cost_grad(theta)
        history[k] = cost
        theta -= alpha * grad
    return theta, history
