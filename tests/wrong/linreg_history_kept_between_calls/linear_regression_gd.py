# fails: worked_history, small_steps_go_down, history_has_one_cost_per_step, history_of_other_functions, long_steps_diverge
# mistake: a history outside the function grows from call to call
import numpy as np
history = []

def linreg_cost_grad(theta, X, y):
    e = X @ theta - y
    return 0.5 * e @ e, X.T @ e

def gradient_descent(cost_grad, theta, alpha, steps):
    for _ in range(steps):
        c, g = cost_grad(theta)
        history.append(c)
        theta = theta - alpha * g
    return theta, np.array(history)
