# fails: theta_restored_after_error
# mistake: saves theta with `saved = theta` (no copy), so putting it back does nothing
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    saved = theta
    grad = np.zeros_like(theta)
    try:
        for i in np.ndindex(theta.shape):
            old = theta[i]
            theta[i] = old + eps
            up = f(theta)
            theta[i] = old - eps
            down = f(theta)
            theta[i] = old
            grad[i] = (up - down) / (2 * eps)
    finally:
        theta[...] = saved
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
