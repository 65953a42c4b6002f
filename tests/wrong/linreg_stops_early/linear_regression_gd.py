# fails: long_steps_diverge
# mistake: stops when the cost grows, and repeats the last cost
import numpy as np


def linreg_cost_grad(theta, X, y):
    r = X @ theta - y
    return 0.5 * np.sum(r**2), X.T @ r


def gradient_descent(cost_grad, theta, alpha, steps):
    history = []
    for _ in range(steps):
        c, g = cost_grad(theta)
        if history and c > history[-1]:
            return theta, np.array(history + [history[-1]] * (steps - len(history)))
        history.append(c)
        theta = theta - alpha * g
    return theta, np.array(history)
