import numpy as np


def linreg_cost_grad(theta, X, y):
    r = X @ theta - y
    return np.sum(r**2) / 2, X.T @ r


def gradient_descent(cost_grad, theta, alpha, steps):
    costs = np.zeros(steps)
    for k in range(steps):
        costs[k], g = cost_grad(theta)
        theta = theta - alpha * g
    return theta, costs


if __name__ == "__main__":
    from gradient_check import gradient_check

    X = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
    y = np.array([1.0, 2.0, 2.0])
    print(gradient_check(lambda t: linreg_cost_grad(t, X, y), np.array([0.3, 0.2])))
