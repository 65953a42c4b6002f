# fails: worked_cost, gradient_is_that_of_own_cost, batch_is_sum_of_rows, cost_matches_reference
# mistake: mean cost, but the gradient of the sum
import numpy as np


def linreg_cost_grad(theta, X, y):
    r = X @ theta - y
    return 0.5 * np.mean(r**2), X.T @ r


def gradient_descent(cost_grad, theta, alpha, steps):
    history = []
    for _ in range(steps):
        c, g = cost_grad(theta)
        history.append(c)
        theta = theta - alpha * g
    return theta, np.array(history)

