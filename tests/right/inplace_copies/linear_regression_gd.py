import numpy as np


def linreg_cost_grad(theta, X, y):
    error = X @ theta
    error -= y
    gradient = np.empty(theta.shape)
    np.dot(X.T, error, out=gradient)
    np.square(error, out=error)
    return 0.5 * error.sum(), gradient


def gradient_descent(cost_grad, theta, alpha, steps):
    theta = theta.copy()
    history = np.zeros(steps)
    for k in range(steps):
        history[k], gradient = cost_grad(theta.copy())
        gradient = np.array(gradient)
        gradient *= alpha
        theta -= gradient
    return theta, history
