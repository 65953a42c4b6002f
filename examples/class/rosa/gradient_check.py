import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        step = np.zeros(theta.shape)
        step[i] = eps
        grad[i] = (f(theta + step) - f(theta - step)) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    J, g = cost_grad(theta)
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    scale = np.maximum(1, np.maximum(np.abs(n), np.abs(g)))
    error = np.max((n - g) / scale)
    return error <= tol, error
