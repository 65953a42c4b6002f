import numpy as np


class Nudge:
    """with-block that moves one entry and puts it back"""

    def __init__(self, flat, i, by):
        self.flat, self.i, self.by = flat, i, by

    def __enter__(self):
        self.kept = self.flat[self.i]
        self.flat[self.i] += self.by

    def __exit__(self, *exc):
        self.flat[self.i] = self.kept
        return False


def numerical_gradient(f, theta, eps=1e-4):
    flat = theta.flat
    out = np.empty(theta.size)
    for i in range(theta.size):
        with Nudge(flat, i, +eps):
            up = f(theta)
        with Nudge(flat, i, -eps):
            down = f(theta)
        out[i] = (up - down) / (eps + eps)
    return out.reshape(theta.shape)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    def cost(t):
        c, _ = cost_grad(t)
        return c

    n = numerical_gradient(cost, theta, eps)
    g = cost_grad(theta)[1]
    err = np.max(abs(n - g) / np.clip(np.maximum(abs(n), abs(g)), 1, None))
    return (err <= tol, err)
