# fails: worked_squares, straight_line, cubic_shows_step, exact_for_quadratics, any_shape, theta_restored, two_calls_per_entry, right_gradients_accepted, eps_is_used, tol_is_used, check_leaves_theta, matches_reference_on_smooth_functions, precise_at_default_step, theta_restored_after_error, check_leaves_theta_after_error, wrong_gradients_rejected, error_is_the_defined_one
# mistake: plus = theta; minus = theta: one array, so the difference is 0
import numpy as np

def numerical_gradient(f, theta, eps=1e-4):
    g = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        plus = theta
        minus = theta
        plus[i] += eps
        minus[i] -= eps
        g[i] = (f(plus) - f(minus)) / (2 * eps)
    return g

def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    g = cost_grad(theta)[1]
    e = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
    return e <= tol, e
