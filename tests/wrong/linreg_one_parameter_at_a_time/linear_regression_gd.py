# fails: worked_steps, worked_history, minimises_other_functions, history_of_other_functions, long_steps_diverge
# mistake: updates one parameter and takes the next slope there
import numpy as np

def linreg_cost_grad(theta, X, y):
    e = X @ theta - y
    return 0.5 * e @ e, X.T @ e

def gradient_descent(cost_grad, theta, alpha, steps):
    theta = theta.copy()
    hist = []
    for k in range(steps):
        c, _ = cost_grad(theta)
        hist.append(c)
        for j in range(len(theta)):
            theta[j] -= alpha * cost_grad(theta)[1][j]
    return theta, np.array(hist)
