# fails: error_is_the_defined_one
# mistake: np.maximum(1, |n|, |g|): the third argument is where to put the result
import numpy as np

def numerical_gradient(f, theta, eps=1e-4):
    g = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        e = np.zeros_like(theta)
        e[i] = eps
        g[i] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return g

def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    g = cost_grad(theta)[1]
    e = np.max(np.abs(n - g) / np.maximum(1, np.abs(n), np.abs(g)))
    return e <= tol, e
