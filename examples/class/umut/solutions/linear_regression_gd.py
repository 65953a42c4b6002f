import numpy as np


def linreg_cost_grad(theta, X, y):
    err = X.dot(theta) - y
    return float((err**2).sum()), 2 * X.T.dot(err)


def gradient_descent(cost_grad, theta, alpha, steps):
    history = []
    for _ in range(steps):
        cost, grad = cost_grad(theta)
        history.append(cost)
        theta = theta - alpha * grad
    return theta, np.asarray(history)
