# fails: worked_history, history_has_one_cost_per_step, history_of_other_functions, long_steps_diverge
# mistake: the history also has the cost at the end
import numpy as np


def linreg_cost_grad(theta, X, y):
    r = X @ theta - y
    return 0.5 * np.sum(r**2), X.T @ r


def gradient_descent(cost_grad, theta, alpha, steps):
    history = [cost_grad(theta)[0]]
    for k in range(steps):
        theta = theta - alpha * cost_grad(theta)[1]
        history.append(cost_grad(theta)[0])
    return theta, np.array(history)
