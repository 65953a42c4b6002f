# fails: right_gradients_accepted, eps_is_used, tol_is_used, check_leaves_theta, check_leaves_theta_after_error, wrong_gradients_rejected, error_is_the_defined_one
# mistake: returns (error, ok)
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        old = theta[i]
        try:
            theta[i] = old + eps
            up = f(theta)
            theta[i] = old - eps
            down = f(theta)
        finally:
            theta[i] = old
        grad[i] = (up - down) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)

    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return error, error <= tol
