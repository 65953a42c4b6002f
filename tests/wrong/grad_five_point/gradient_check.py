# fails: cubic_shows_step, two_calls_per_entry, matches_reference_on_smooth_functions
# mistake: five-point formula: more accurate, but 4n calls and 3 instead of 3.0001 for x^3
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        def at(k):
            t = theta.copy()
            t[i] += k * eps
            return f(t)
        grad[i] = (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
