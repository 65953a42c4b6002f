import numpy as np
from itertools import product


def _shifted(theta, i, by):
    t = np.array(theta)
    t[i] = t[i] + by
    return t


def numerical_gradient(f, theta, eps=1e-4):
    places = product(*map(range, theta.shape))
    values = (f(_shifted(theta, i, eps)) / (2 * eps) - f(_shifted(theta, i, -eps)) / (2 * eps) for i in places)
    return np.fromiter(values, dtype=float).reshape(theta.shape)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    analytic = cost_grad(theta.copy())[1]
    numeric = numerical_gradient(lambda t: cost_grad(t)[0], theta.copy(), eps=eps)
    errors = [
        abs(n - a) / max(1.0, abs(n), abs(a)) for n, a in zip(np.nditer(numeric), np.nditer(analytic))
    ]
    error = max(errors)
    return (error <= tol), float(error)
