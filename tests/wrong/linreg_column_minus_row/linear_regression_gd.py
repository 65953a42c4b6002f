# fails: worked_cost, worked_gradient, batch_is_sum_of_rows, cost_matches_reference, gradient_matches_reference, gradient_vanishes_at_least_squares
# mistake: a column of predictions minus a row of targets is a table
import numpy as np

def linreg_cost_grad(theta, X, y):
    pred = X @ theta.reshape(-1, 1)
    e = pred - y
    return 0.5 * np.sum(e ** 2), np.sum(X.T @ e, axis=1)

def gradient_descent(cost_grad, theta, alpha, steps):
    hist = []
    for _ in range(steps):
        c, g = cost_grad(theta)
        hist.append(c)
        theta = theta - alpha * g
    return theta, np.array(hist)
