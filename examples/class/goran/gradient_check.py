import numpy as np

def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta).ravel()
    flat = theta.ravel()
    i = 0
    while i < flat.size:
        up = flat.copy()
        up[i] += eps
        down = flat.copy()
        down[i] -= eps
        grad[i] = (f(up.reshape(theta.shape)) - f(down.reshape(theta.shape))) / (2 * eps)
    return grad.reshape(theta.shape)

def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    g = cost_grad(theta)[1]
    err = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
    return err <= tol, err
