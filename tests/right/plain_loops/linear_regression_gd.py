import numpy as np


def linreg_cost_grad(theta, X, y):
    cost = 0.0
    grad = [0.0] * len(theta)
    for row, target in zip(X, y):
        error = -target
        for x, t in zip(row, theta):
            error += x * t
        cost += error**2 / 2
        for j, x in enumerate(row):
            grad[j] += error * x
    return cost, np.array(grad)


def gradient_descent(cost_grad, theta, alpha, steps):
    now = [float(t) for t in theta]
    history = []
    for _ in range(steps):
        cost, grad = cost_grad(np.array(now))
        history.append(cost)
        now = [t - alpha * g for t, g in zip(now, grad)]
    return now, history
