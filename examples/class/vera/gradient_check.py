import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    g = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        e = np.zeros(theta.shape)
        e[i] = eps
        g[i] = (f(theta + e) - f(theta - e)) / eps
    return g


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = cost_grad(theta)[1]
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    err = (abs(n - g) / np.maximum(1, np.maximum(abs(n), abs(g)))).max()
    return err <= tol, err
