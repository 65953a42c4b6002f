import numpy as np


def linreg_cost_grad(w, inputs, targets):
    diff = inputs @ w - targets
    return 0.5 * np.dot(diff, diff), diff @ inputs


def gradient_descent(function, start, learning_rate, number_of_steps):
    w = start.copy()
    curve = []
    for epoch in range(number_of_steps):
        cost, slope = function(w)
        curve.append(cost)
        w = w - learning_rate * slope
    return w, np.array(curve)
