# fails: check_leaves_theta_after_error
# mistake: gradient_check has a loop of its own, in theta itself, and does not put theta back if cost_grad raises
import numpy as np


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        nudge = np.zeros_like(theta)
        nudge[i] = eps
        grad[i] = (f(theta + nudge) - f(theta - nudge)) / (2 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    g = cost_grad(theta)[1]
    worst = 0.0
    for i in np.ndindex(theta.shape):
        kept = theta[i]
        theta[i] = kept + eps
        up, _ = cost_grad(theta)
        theta[i] = kept - eps
        down, _ = cost_grad(theta)
        theta[i] = kept
        n = (up - down) / (2 * eps)
        worst = max(worst, abs(n - g[i]) / max(1, abs(n), abs(g[i])))
    return bool(worst <= tol), float(worst)
