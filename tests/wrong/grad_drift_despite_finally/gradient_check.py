# fails: theta_restored
# mistake: numerical_gradient moves theta there and back by sums, also after an exception, so that its last bits change
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        moved = 0.0
        try:
            theta[i] += eps
            moved += eps
            grad[i] = f(theta)
            theta[i] -= 2 * eps
            moved -= 2 * eps
            grad[i] -= f(theta)
        finally:
            theta[i] -= moved
    return grad / (2 * eps)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = cost_grad(theta)[1]
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return error <= tol, error
