# fails: cubic_shows_step, matches_reference_on_smooth_functions
# mistake: scales the step with the size of the entry, eps * max(1, |theta|): not the quotient that was asked for (seen on a cubic away from 1)
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        h = eps * max(1.0, abs(theta[i]))
        plus, minus = theta.copy(), theta.copy()
        plus[i] += h
        minus[i] -= h
        grad[i] = (f(plus) - f(minus)) / (2 * h)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
