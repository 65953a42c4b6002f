import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    original = theta.copy()
    result = np.empty_like(theta)
    try:
        for i in range(theta.size):
            k = np.unravel_index(i, theta.shape)
            theta[k] += eps
            above, up = theta[k], f(theta)
            theta[k] = original[k] - eps
            below, down = theta[k], f(theta)
            theta[k] = original[k]
            # divide by the step that was really taken, after rounding
            result[k] = (up - down) / (above - below)
    finally:
        theta[...] = original
    return result


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    claimed = cost_grad(theta.copy())[1].copy()
    error = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    size = np.abs(error)
    np.maximum(size, np.abs(claimed), out=size)
    np.maximum(size, 1.0, out=size)
    error -= claimed
    np.abs(error, out=error)
    error /= size
    worst = error.max().item()
    return worst <= tol, worst
