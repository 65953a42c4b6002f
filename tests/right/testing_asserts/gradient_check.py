import numpy as np
import numpy.testing as npt


def numerical_gradient(f, theta, eps=1e-4):
    values = []
    for idx in np.argwhere(np.ones(theta.shape, dtype=bool)):
        mask = np.zeros(theta.shape, dtype=bool)
        mask[tuple(idx)] = True
        values.append((f(np.where(mask, theta + eps, theta)) - f(np.where(mask, theta - eps, theta))) / (2 * eps))
    return np.array(values, dtype=np.float64).reshape(theta.shape)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    _, g = cost_grad(np.copy(theta))
    g = np.copy(g)

    def cost(t):
        c, _ = cost_grad(t)
        return c

    n = numerical_gradient(cost, theta, eps=eps)
    error = float(np.linalg.norm(((n - g) / np.fmax(1, np.fmax(abs(n), abs(g)))).ravel(), ord=np.inf))
    return error <= tol, error


_sq = lambda x: float(np.sum(x**2))
npt.assert_allclose(numerical_gradient(_sq, np.array([123.456])), [246.912], rtol=1e-7)
npt.assert_allclose(numerical_gradient(_sq, np.array([[1.0], [2.0]])), [[2], [4]], rtol=1e-7)
npt.assert_allclose(numerical_gradient(lambda x: float(x[0] ** 3), np.array([1.0]), eps=0.01), [3.0001])
_ok, _e = gradient_check(lambda x: (_sq(x), np.array([2.0, 5.0])), np.array([1.0, 2.0]))
assert not _ok
npt.assert_almost_equal(_e, 0.2)
