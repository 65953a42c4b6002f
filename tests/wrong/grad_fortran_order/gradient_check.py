# fails: any_shape, right_gradients_accepted, precise_at_default_step
# mistake: flattens in Fortran order ('K'/'F' for speed) but puts the gradient back in C order: transposed entries for matrices
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    flat = theta.flatten(order="F")
    grad = np.zeros(flat.size)
    for i in range(flat.size):
        plus, minus = flat.copy(), flat.copy()
        plus[i] += eps
        minus[i] -= eps
        grad[i] = (f(plus.reshape(theta.shape, order="F")) - f(minus.reshape(theta.shape, order="F"))) / (2 * eps)
    return grad.reshape(theta.shape)


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = np.array(cost_grad(theta)[1])
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return bool(error <= tol), error
