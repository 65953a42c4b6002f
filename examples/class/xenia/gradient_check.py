import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        theta[i] += eps
        above = f(theta)
        theta[i] -= 2 * eps
        below = f(theta)
        grad[i] = (above - below) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = cost_grad(theta)[1]
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    scale = np.maximum(1, np.maximum(np.abs(n), np.abs(g)))
    error = np.max(np.abs(n - g) / scale)
    return error <= tol, error
