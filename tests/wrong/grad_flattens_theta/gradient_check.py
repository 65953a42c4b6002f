# fails: any_shape, two_calls_per_entry, right_gradients_accepted, precise_at_default_step, wrong_gradients_rejected
# mistake: passes f a flat vector where theta is a matrix
import numpy as np

def numerical_gradient(f, theta, eps=1e-4):
    flat = theta.flatten()
    g = np.zeros(flat.size)
    for i in range(flat.size):
        a = flat.copy()
        b = flat.copy()
        a[i] += eps
        b[i] -= eps
        g[i] = (f(a) - f(b)) / (2 * eps)
    return g.reshape(theta.shape)

def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    g = cost_grad(theta)[1]
    e = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
    return e <= tol, e
