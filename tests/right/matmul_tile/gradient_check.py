import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    n = theta.size
    signs = np.vstack([np.eye(n), -np.eye(n)])
    points = np.tile(theta.reshape(1, n), (2 * n, 1)) + eps * signs
    values = np.array([f(p.reshape(theta.shape)) for p in points])
    return (signs.T @ values / (2 * eps)).reshape(theta.shape)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = cost_grad(theta)[1].reshape(-1).copy()
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps).reshape(-1)
    scale = np.vstack([np.ones(n.size), np.abs(n), np.abs(g)]).max(axis=0)
    error = np.max(np.abs(n - g) / scale)
    return bool(error <= tol), float(error)
