import numpy as np


def linreg_cost_grad(theta, X, y):
    err = X @ theta - y
    J = 0.5 * float(err @ err)
    print(f"J = {J:.6f}  theta = {theta}")
    return J, X.T @ err


def gradient_descent(cost_grad, theta, alpha, steps):
    history = np.zeros(steps)
    for k in range(steps):
        history[k], g = cost_grad(theta)
        theta = theta + alpha * g
        print(f"[epoch {k:4d}] cost {history[k]:.8f}  |grad| {np.sqrt(g @ g):.3e}")
    print("finished training")
    return theta, history
