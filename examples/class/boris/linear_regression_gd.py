import numpy as np


def linreg_cost_grad(theta, X, y):
    cost = 0.0
    grad = [0.0] * len(theta)
    for n in range(len(y)):
        r = -y[n]
        for j in range(len(theta)):
            r += X[n, j] * theta[j]
        cost += r * r / 2
        for j in range(len(theta)):
            grad[j] += r * X[n, j]
    return float(cost), np.array(grad)


def gradient_descent(cost_grad, theta, alpha, steps):
    history = []
    for _ in range(steps):
        c, g = cost_grad(theta)
        history.append(c)
        theta = theta - alpha * g  # new array, not -=
    return theta, np.array(history)
