import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    point = np.array(theta, dtype=np.float64)  # works on its own copy
    gradient = np.empty(theta.shape)
    it = np.nditer(theta, flags=["multi_index"], op_flags=["readonly"])
    while not it.finished:
        i = it.multi_index
        value = float(theta[i])
        point[i] = value + eps
        gradient[i] = f(point)
        point[i] = value - eps
        gradient[i] -= f(point)
        point[i] = value
        it.iternext()
    gradient /= 2.0 * eps
    return gradient


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    _, g = cost_grad(theta)
    g = np.array(g, copy=True)
    n = numerical_gradient(lambda th: cost_grad(th)[0], theta, eps=eps)
    errors = np.abs(n - g) / np.max(np.stack([np.ones(n.shape), np.abs(n), np.abs(g)]), axis=0)
    return bool((errors <= tol).all()), errors.max()  # np.float64 is a float
