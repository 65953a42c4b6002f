# fails: eps_is_used, tol_is_used, wrong_gradients_rejected, error_is_the_defined_one
# mistake: the norm ratio of a well-known course, |n - g| / (|n| + |g|), instead of the worst entry
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

    error = float(np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g)))
    return error <= tol, error
