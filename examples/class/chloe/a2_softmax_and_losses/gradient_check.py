import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    """Centred differences."""
    basis = np.eye(theta.size).reshape(-1, *theta.shape)
    values = [(f(theta + eps * e) - f(theta - eps * e)) / (2 * eps) for e in basis]
    return np.array(values).reshape(theta.shape)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    """Compare a gradient with the numerical one."""
    numeric = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    _, analytic = cost_grad(theta)
    scale = np.maximum(1.0, np.maximum(abs(numeric), abs(analytic)))
    error = float((abs(numeric - analytic) / scale).max())
    return error <= tol, error
