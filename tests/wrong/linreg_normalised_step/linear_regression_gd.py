# fails: worked_steps, worked_history, small_steps_go_down, minimises_other_functions, history_of_other_functions, long_steps_diverge
# mistake: divides the gradient by its length, so that every step has length alpha
import numpy as np


def linreg_cost_grad(theta, X, y):
    r = X @ theta - y
    return 0.5 * np.sum(r**2), X.T @ r


def gradient_descent(cost_grad, theta, alpha, steps):
    history = []
    for _ in range(steps):
        c, g = cost_grad(theta)
        history.append(c)
        theta = theta - alpha * g / np.linalg.norm(g)
    return theta, np.array(history)
