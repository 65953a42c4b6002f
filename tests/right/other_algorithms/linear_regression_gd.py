"""Cost and gradient by the rules of dual numbers; steps written as a recurrence of pairs."""

from functools import reduce

import numpy as np


def linreg_cost_grad(theta, X, y):
    value, slope = 0.0, np.zeros(len(theta))
    for row, target in zip(X, y):
        error, d_error = row @ theta - target, row
        value, slope = value + error * error / 2, slope + (error * d_error + d_error * error) / 2
    return float(value), slope


def gradient_descent(cost_grad, theta, alpha, steps):
    def step(state, _):
        at, costs = state
        cost, slope = cost_grad(at)
        return at - alpha * slope, (*costs, cost)

    end, costs = reduce(step, range(steps), (np.array(theta), ()))
    return end, costs
