# fails: worked_squares, cubic_shows_step, exact_for_quadratics, two_calls_per_entry, right_gradients_accepted, matches_reference_on_smooth_functions, precise_at_default_step
# mistake: forward difference with f(theta) computed once: n + 1 calls, an error of order eps
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    base = f(theta)
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        t = theta.copy()
        t[i] += eps
        grad[i] = (f(t) - base) / eps
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
