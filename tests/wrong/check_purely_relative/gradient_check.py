# fails: tol_is_used, error_is_the_defined_one
# mistake: max(|n|, |g|, 1e-8) as the scale: rounding of gradients near zero is rejected
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

    error = float(np.max(np.abs(n - g) / np.maximum(1e-8, np.maximum(np.abs(n), np.abs(g)))))
    return error <= tol, error
