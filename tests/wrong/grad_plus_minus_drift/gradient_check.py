# fails: theta_restored, theta_restored_after_error
# mistake: moves by += eps, -= 2 eps, += eps instead of putting the saved value back: theta differs in the last bits, also after an exception
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        theta[i] += eps
        up = f(theta)
        theta[i] -= 2 * eps
        down = f(theta)
        theta[i] += eps
        grad[i] = (up - down) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
