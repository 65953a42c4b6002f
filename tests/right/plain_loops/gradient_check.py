import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros(theta.shape)
    for index in np.ndindex(*theta.shape):
        old = theta[index]
        try:
            theta[index] = old + eps
            up = f(theta)
            theta[index] = old - eps
            down = f(theta)
        finally:
            theta[index] = old
        grad[index] = (up - down) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    claimed = np.array(cost_grad(theta)[1])
    numeric = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    worst = 0.0
    for n, g in zip(numeric.flatten().tolist(), claimed.flatten().tolist()):
        size = max(1.0, abs(n), abs(g))
        error = abs(n - g) / size
        if error > worst:
            worst = error
    return worst <= tol, worst
