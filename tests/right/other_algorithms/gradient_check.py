"""All points at which f is needed are made first, then visited, those behind theta before those ahead."""

import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    nudges = eps * np.eye(theta.size).reshape(theta.size, *theta.shape)
    behind = [f(point) for point in theta - nudges]
    ahead = [f(point) for point in theta + nudges]
    return np.reshape(np.subtract(ahead, behind) / (eps + eps), theta.shape)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    n = numerical_gradient(lambda point: cost_grad(point)[0], theta, eps=eps).ravel().tolist()
    g = cost_grad(theta)[1].ravel().tolist()
    error = max(abs(a - b) / max(1.0, abs(a), abs(b)) for a, b in zip(n, g))
    return not error > tol, error
