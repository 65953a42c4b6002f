# fails: exact_for_quadratics, any_shape, matches_reference_on_smooth_functions, wrong_gradients_rejected
# mistake: calls f with a copy in which all the other entries are zero: assumes that the entries act independently
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        e = np.zeros_like(theta)
        e[i] = 1.0
        grad[i] = (f(e * (theta + eps)) - f(e * (theta - eps))) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
