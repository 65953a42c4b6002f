# fails: any_shape, theta_restored, two_calls_per_entry, precise_at_default_step, wrong_gradients_rejected
# mistake: returns the gradient flattened for matrices (and flattens the claim too, so its own check is content)
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = []
    for i in np.ndindex(theta.shape):
        plus, minus = theta.copy(), theta.copy()
        plus[i] += eps
        minus[i] -= eps
        grad.append((f(plus) - f(minus)) / (2 * eps))
    return np.array(grad)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1]).ravel()
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
