import numpy as np


class Nudged:
    """Context manager: theta with one entry moved, put back whatever happens."""

    def __init__(self, theta, index, by):
        self.theta, self.index, self.by = theta, index, by

    def __enter__(self):
        self.saved = self.theta[self.index]
        self.theta[self.index] = self.saved + self.by
        return self.theta

    def __exit__(self, *exc):
        self.theta[self.index] = self.saved
        return False


class GradientChecker:
    def __init__(self, eps, tol=None):
        self.eps, self.tol = eps, tol

    def partial(self, f, theta, index):
        with Nudged(theta, index, self.eps) as t:
            up = f(t)
        with Nudged(theta, index, -self.eps) as t:
            down = f(t)
        return (up - down) / (2 * self.eps)

    def gradient(self, f, theta):
        out = np.zeros_like(theta)
        for index in np.ndindex(theta.shape):
            out[index] = self.partial(f, theta, index)
        return out

    @staticmethod
    def error(n, g):
        return float(np.max(np.abs(n - g) / np.maximum.reduce([np.ones_like(n), np.abs(n), np.abs(g)])))

    def check(self, cost_grad, theta):
        claim = np.copy(cost_grad(theta)[1])
        error = self.error(self.gradient(lambda t: cost_grad(t)[0], theta), claim)
        return bool(error <= self.tol), error


def numerical_gradient(f, theta, eps=1e-4):
    return GradientChecker(eps).gradient(f, theta)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    return GradientChecker(eps, tol).check(cost_grad, theta)
