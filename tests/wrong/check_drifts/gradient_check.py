# fails: check_leaves_theta
# mistake: gradient_check moves theta there and back by sums, also after an exception, so that its last bits change
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        nudge = np.zeros_like(theta)
        nudge[i] = eps
        grad[i] = (f(theta + nudge) - f(theta - nudge)) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = cost_grad(theta)[1]
    n = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        moved = 0.0
        try:
            theta[i] += eps
            moved += eps
            n[i] = cost_grad(theta)[0]
            theta[i] -= 2 * eps
            moved -= 2 * eps
            n[i] -= cost_grad(theta)[0]
        finally:
            theta[i] -= moved
    n /= 2 * eps
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return error <= tol, error
