import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    g = np.zeros_like(theta)
    with np.errstate(all="ignore"):
        for i in range(theta.size):
            x = theta.flat[i]
            try:
                theta.flat[i] = x + eps
                g.flat[i] = f(theta)
                theta.flat[i] = x - eps
                g.flat[i] -= f(theta)
            finally:
                theta.flat[i] = x
    return g / (2 * eps)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = cost_grad(theta)[1] * 1.0
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    d = np.abs(n - g)
    with np.errstate(divide="ignore", invalid="ignore"):
        # |n-g| / max(1, |n|, |g|) is the smallest of the three quotients
        q = np.fmin(d, np.fmin(d / np.abs(n), d / np.abs(g)))
    error = float(q.max())
    return error <= tol, error
