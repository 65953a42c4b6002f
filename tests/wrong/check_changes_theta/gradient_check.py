# fails: check_leaves_theta
# mistake: a right check that moves theta by a thousandth when it is done
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
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    theta += 0.001
    return error <= tol, error
