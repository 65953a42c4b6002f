import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    it = np.nditer(theta, flags=["multi_index"])
    for _ in it:
        i = it.multi_index
        plus, minus = theta.copy(), theta.copy()
        plus[i] += eps
        minus[i] -= eps
        grad[i] = (f(plus) - f(minus)) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    _, g = cost_grad(theta)
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
    return error <= tol, error
