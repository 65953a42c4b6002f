import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros(theta.shape)
    flat_grad = grad.reshape(-1)
    flat = theta.reshape(-1)  # a view, so f sees the change
    for i in range(flat.size):
        old = flat[i]
        try:
            flat[i] = old + eps
            up = f(theta)
            flat[i] = old - eps
            down = f(theta)
        finally:
            flat[i] = old
        flat_grad[i] = (up - down) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    def cost(t):
        c, _ = cost_grad(t)
        return c

    num = numerical_gradient(cost, theta, eps)
    cost_value, grad = cost_grad(theta)
    worst = 0.0
    for n, g in zip(num.flatten(), grad.flatten()):
        worst = max(worst, abs(n - g) / max(1, abs(n), abs(g)))
    return worst <= tol, worst
