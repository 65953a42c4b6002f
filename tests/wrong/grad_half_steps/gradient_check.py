# fails: cubic_shows_step, matches_reference_on_smooth_functions
# mistake: moves by eps / 2 either way and divides by eps: a centred difference, but with half the step that was asked for
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        plus, minus = theta.copy(), theta.copy()
        plus[i] += eps / 2
        minus[i] -= eps / 2
        grad[i] = (f(plus) - f(minus)) / eps
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
