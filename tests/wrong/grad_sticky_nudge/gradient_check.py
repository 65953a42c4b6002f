# fails: exact_for_quadratics, any_shape, matches_reference_on_smooth_functions
# mistake: the entry is left at theta - eps while the next ones are nudged: right for separable functions only
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    work = theta.copy()
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        work[i] = theta[i] + eps
        up = f(work)
        work[i] = theta[i] - eps
        down = f(work)
        grad[i] = (up - down) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
