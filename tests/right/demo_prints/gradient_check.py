import numpy as np


def unit(shape, i):
    e = np.zeros(shape)
    e.flat[i] = 1.0
    return e


def centred(f, theta, direction, eps):
    plus = f(theta + eps * direction)
    minus = f(theta - eps * direction)
    return (plus - minus) / (2 * eps)


def numerical_gradient(f, theta, eps=1e-4):
    g = np.zeros(theta.shape)
    for i in range(theta.size):
        g.flat[i] = centred(f, theta, unit(theta.shape, i), eps)
    return g


def relative(n, g):
    return np.abs(n - g) / np.clip(np.maximum(np.abs(n), np.abs(g)), 1, None)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta.copy())[1], dtype=float)
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    worst = float(relative(n, g).max())
    return bool(worst <= tol), worst


def square(x):
    return float((x**2).sum())


print("sum of squares at 123.456:", square(np.array([123.456])), numerical_gradient(square, np.array([123.456])))
print("x^3 at 1:", numerical_gradient(lambda x: float(x[0] ** 3), np.array([1.0]), eps=0.01))
print("claim [2, 5]:", gradient_check(lambda x: (square(x), np.array([2.0, 5.0])), np.array([1.0, 2.0])))
for eps in (1e-2, 1e-4, 1e-6, 1e-9):
    print(eps, numerical_gradient(lambda x: float(np.exp(x).sum()), np.array([1.0]), eps=eps) - np.e)
