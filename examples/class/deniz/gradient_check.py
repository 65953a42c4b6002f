import numpy as np

def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros(theta.shape)
    for i in np.ndindex(*theta.shape):
        t = theta.copy()
        t[i] = theta[i] + eps
        a = f(t)
        t[i] = theta[i] - eps
        b = f(t)
        grad[i] = (a - b) / 2 / eps
    return grad

def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    c, g = cost_grad(theta)
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    e = abs(n - g) / np.maximum(np.maximum(abs(n), abs(g)), 1)
    return bool(e.max() <= tol), e.max()
