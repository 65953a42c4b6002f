import numpy as np
import math


def _path(f, theta, alpha):
    while True:
        c, g = f(theta)
        yield theta, c
        theta = theta - alpha * g


def linreg_cost_grad(theta, X, y):
    J = math.fsum(0.5 * (math.fsum(a * b for a, b in zip(row, theta)) - t) ** 2 for row, t in zip(X, y))
    G = np.array([math.fsum((math.fsum(a * b for a, b in zip(row, theta)) - t) * row[j] for row, t in zip(X, y)) for j in range(len(theta))])
    return J, G


def gradient_descent(cost_grad, theta, alpha, steps):
    costs = []
    current = theta
    for _ in range(steps):
        cost, grad = cost_grad(current)
        costs += [cost]
        current = np.subtract(current, np.multiply(alpha, grad))
    return current, np.array(costs)
