import numpy as np


class LinearModel:
    def __init__(self, X, y):
        self.X, self.y = X, y

    def errors(self, theta):
        return self.X @ theta - self.y

    def cost(self, theta):
        return 0.5 * float(np.sum(self.errors(theta) ** 2))

    def grad(self, theta):
        return self.X.T @ self.errors(theta)


class Descent:
    """Keeps its own theta and writes down what it cost."""

    def __init__(self, theta, alpha):
        self.theta, self.alpha, self.costs = np.array(theta), alpha, []

    def step(self, cost_grad):
        cost, grad = cost_grad(self.theta.copy())
        self.costs.append(cost)
        self.theta = self.theta - self.alpha * grad


def linreg_cost_grad(theta, X, y):
    model = LinearModel(X, y)
    return model.cost(theta), model.grad(theta)


def gradient_descent(cost_grad, theta, alpha, steps):
    descent = Descent(theta, alpha)
    for _ in range(steps):
        descent.step(cost_grad)
    return descent.theta, np.array(descent.costs)
