import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    base = f(theta)
    grad = np.zeros_like(theta)
    for idx in np.ndindex(*theta.shape):
        moved = theta.copy()
        moved[idx] += eps
        grad[idx] = (f(moved) - base) / eps
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    _, grad = cost_grad(theta)
    num = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    err = np.abs(num - grad) / np.maximum(1.0, np.maximum(np.abs(num), np.abs(grad)))
    return bool(np.max(err) <= tol), float(np.max(err))
