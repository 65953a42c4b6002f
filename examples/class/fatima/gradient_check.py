import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    g = np.empty(theta.shape)
    for idx in np.ndindex(theta.shape):
        saved = theta[idx]
        theta[idx] = saved + eps
        f_plus = f(theta)
        theta[idx] = saved - eps
        f_minus = f(theta)
        theta[idx] = saved
        g[idx] = (f_plus - f_minus) / (2 * eps)
    return g


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    # TODO on Sunday
    raise NotImplementedError
