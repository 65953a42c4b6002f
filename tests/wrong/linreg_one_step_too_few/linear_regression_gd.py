# fails: worked_steps, worked_history, history_has_one_cost_per_step, minimises_other_functions, history_of_other_functions, long_steps_diverge
# mistake: range(1, steps)
import numpy as np

def linreg_cost_grad(theta, X, y):
    e = X @ theta - y
    return 0.5 * e @ e, X.T @ e

def gradient_descent(cost_grad, theta, alpha, steps):
    hist = []
    for _ in range(1, steps):
        c, g = cost_grad(theta)
        hist.append(c)
        theta = theta - alpha * g
    return theta, np.array(hist)
