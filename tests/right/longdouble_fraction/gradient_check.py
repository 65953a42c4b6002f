from fractions import Fraction

import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    h = Fraction(eps)
    out = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        t = np.array(theta)
        x = Fraction(float(t[index]))
        t[index] = float(x + h)
        up = Fraction(float(f(t)))
        t[index] = float(x - h)
        down = Fraction(float(f(t)))
        out[index] = float((up - down) / (2 * h))
    return out


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1], dtype=np.longdouble)
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps).astype(np.longdouble)
    error = float(np.max(abs(n - g) / np.maximum(np.longdouble(1), np.maximum(abs(n), abs(g)))))
    return error <= tol, error
