# fails: right_gradients_accepted, eps_is_used, tol_is_used, check_leaves_theta, check_leaves_theta_after_error, wrong_gradients_rejected, error_is_the_defined_one
# mistake: prints its verdict and returns None for a wrong gradient
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
    e = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
    if e <= tol:
        print("gradient ok")
        return True, e
    else:
        print("gradient wrong", e)
