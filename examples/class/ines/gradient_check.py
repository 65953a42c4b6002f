import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    n = theta.size
    basis = np.eye(n).reshape((n,) + theta.shape)
    diffs = np.array([f(theta + eps * e) - f(theta - eps * e) for e in basis])
    return np.einsum("i,i...->...", diffs, basis) / (2 * eps)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = cost_grad(theta.copy())[1].copy()
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    scale = np.maximum(1, np.maximum(np.abs(n), np.abs(g)))
    error = float(np.max(np.abs(n - g) / scale))
    return error <= tol, error
