import numpy as np


def _fill(f, whole, part, out, eps):
    """part is a view into whole: recurse over halves of the first axis, then into it."""
    if len(part) > 1:
        h = len(part) // 2
        _fill(f, whole, part[:h], out[:h], eps)
        _fill(f, whole, part[h:], out[h:], eps)
    elif part.ndim > 1:
        _fill(f, whole, part[0], out[0], eps)
    else:
        x = part[0]
        part[0] = x + eps
        up = f(whole)
        part[0] = x - eps
        out[0] = (up - f(whole)) / (2 * eps)
        part[0] = x


def numerical_gradient(f, theta, eps=1e-4):
    work = theta.copy()
    out = np.zeros(theta.shape)
    _fill(f, work, work, out, eps)
    return out


def _worst(n, g):
    if np.ndim(n) == 0:
        return float(abs(n - g) / max(1, abs(n), abs(g)))
    return max(_worst(a, b) for a, b in zip(n, g))


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    error = _worst(numerical_gradient(lambda t: cost_grad(t)[0], theta, eps), g)
    return error <= tol, error
