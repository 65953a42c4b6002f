import numpy as np


def linreg_cost_grad(theta, X, y):
    r = np.dot(X, theta)
    r -= y
    g = np.zeros_like(theta)
    for n in range(len(r)):
        g += r[n] * X[n]
    r *= r
    return float(r.sum()) / 2, g


def gradient_descent(cost_grad, theta, alpha, steps):
    t = theta.copy()  # not the caller's!
    history = np.zeros(steps)
    for k in range(steps):
        history[k], g = cost_grad(t)
        t -= alpha * g
    return t, history
