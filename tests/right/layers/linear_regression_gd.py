import numpy as np
from dataclasses import dataclass, field


@dataclass
class Trace:
    theta: np.ndarray
    alpha: float
    costs: list = field(default_factory=list)

    def step(self, f):
        c, g = f(self.theta)
        self.costs.append(c)
        self.theta -= self.alpha * g


def linreg_cost_grad(theta, X, y):
    costs, grads = zip(*[_row(theta, x, t) for x, t in zip(X, y)])
    return sum(costs), sum(grads)


def _row(theta, x, t):
    e = float(np.dot(x, theta)) - t
    return e * e / 2, e * x


def gradient_descent(cost_grad, theta, alpha, steps):
    tr = Trace(np.array(theta, dtype=float), alpha)
    for i in range(steps):
        tr.step(cost_grad)
    return tr.theta, np.array(tr.costs)
