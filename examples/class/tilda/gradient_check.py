import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    eps = 1e-9  # smaller is more exact
    grad = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        t = theta.copy()
        t[i] += eps
        plus = f(t)
        t[i] -= 2 * eps
        minus = f(t)
        grad[i] = (plus - minus) / (2 * eps)
        print(f"entry {i}: f+ = {plus:.12f}, f- = {minus:.12f}, slope = {grad[i]:.8f}")
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    cost, grad = cost_grad(theta)
    num = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    err = np.max(np.abs(num - grad) / np.maximum(np.maximum(np.abs(num), np.abs(grad)), 1))
    print("numeric ", num)
    print("analytic", grad)
    print("max error", err, "OK" if err <= tol else "NOT OK!!!")
    return err <= tol, err
