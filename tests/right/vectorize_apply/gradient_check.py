import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    flat = theta.flatten()

    def value(i, sign):
        moved = flat.copy()
        moved[i] += sign * eps
        return float(f(moved.reshape(theta.shape)))

    # without otypes, vectorize calls once more to find out the type: 2n + 1 calls
    values = np.vectorize(value)(np.arange(flat.size)[:, None], np.array([1, -1]))
    return np.apply_along_axis(lambda v: (v[0] - v[1]) / (2 * eps), 1, values).reshape(theta.shape)


relative_error = np.vectorize(lambda n, g: abs(n - g) / max(1.0, abs(n), abs(g)), otypes=[float])


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    claim = cost_grad(theta)[1] + 0.0
    error = relative_error(numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps), claim).max()
    return bool(error <= tol), float(error)
