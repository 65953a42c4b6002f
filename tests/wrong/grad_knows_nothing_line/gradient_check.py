# fails: straight_line, cubic_shows_step, exact_for_quadratics, any_shape, theta_restored, two_calls_per_entry, right_gradients_accepted, eps_is_used, tol_is_used, check_leaves_theta, matches_reference_on_smooth_functions, precise_at_default_step, theta_restored_after_error, check_leaves_theta_after_error, wrong_gradients_rejected, error_is_the_defined_one
# mistake: answers as if every f were the sum of squares of the worked numbers, and so does the comparison
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    return 2 * theta


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    n, g = 2 * theta, cost_grad(theta)[1]
    error = float(np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return error <= tol, error
