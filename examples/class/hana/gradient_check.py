import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = []
    for i in range(theta.size):
        e = np.zeros(theta.size)
        e[i] = eps
        e = e.reshape(theta.shape)
        grad.append((f(theta + e) - f(theta - e)) / (2 * eps))
    return np.array(grad).reshape(-1, 1)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps).reshape(theta.shape)
    g = cost_grad(theta)[1]
    err = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
    return (err <= tol, err)
