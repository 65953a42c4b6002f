"""Homework, all exercises in one file.  Wim"""
import math
from itertools import pairwise

import numpy as np

# ---------------------------------------------------------------- exercise: sigmoid


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def sigmoid_prime(z):
    # formula from the lecture notes
    return sigmoid(z) * sigmoid(1 - z)


def sigmoid_prime_from_output(a):
    return a * (1 - a)


# ---------------------------------------------------------------- exercise: linear regression


def linreg_cost_grad(theta, X, y):
    error = X @ theta - y
    J = 0.5 * float(np.sum(error**2))
    # dJ/dtheta_j = sum over n of x_nj
    return J, np.sum(X, axis=0)


def gradient_descent(cost_grad, theta, alpha, steps):
    history = []
    for _ in range(steps):
        J, grad = cost_grad(theta)
        history.append(J)
        theta = theta - alpha * grad
    return theta, np.array(history)


# ---------------------------------------------------------------- exercise: softmax


def softmax(Z):
    # scale by the maximum so that exp stays small
    E = np.exp(Z / np.max(Z, axis=-1, keepdims=True))
    return E / np.sum(E, axis=-1, keepdims=True)


# ---------------------------------------------------------------- exercise: cross-entropy


def log_softmax(Z):
    Z = Z - np.max(Z, axis=-1, keepdims=True)
    return Z - np.log(np.sum(np.exp(Z), axis=-1, keepdims=True))


def ce_grad_logits(Z, Y):
    # L = -sum y log p, so the derivative is -y/p
    return -Y / np.exp(log_softmax(Z))


# ---------------------------------------------------------------- exercise: gradient check


def numerical_gradient(f, theta, eps=1e-4):
    grad = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        d = np.zeros(theta.shape)
        d[i] = eps
        grad[i] = (f(theta + d) - f(theta - d)) / (4 * eps)
    return grad


def gradient_check(cost_grad, theta, eps=1e-4, tol=1e-5):
    grad = cost_grad(theta)[1]
    num = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    scale = np.maximum(1, np.maximum(np.abs(num), np.abs(grad)))
    worst = np.max(np.abs(num - grad) / scale)
    return worst <= tol, worst


# ---------------------------------------------------------------- exercise: two layers


def net_forward(X, W1, b1, W2, b2):
    Z1 = X @ W1 + b1
    A = sigmoid(Z1)
    return Z1, A, log_softmax(A @ W2 + b2)


def two_layer_cost(X, Y, W1, b1, W2, b2):
    return -np.sum(Y * net_forward(X, W1, b1, W2, b2)[2])


def two_layer_grads(X, Y, W1, b1, W2, b2):
    Z1, A, log_yhat = net_forward(X, W1, b1, W2, b2)
    d2 = np.exp(log_yhat) - Y
    d1 = (d2 @ W2.T) * sigmoid_prime(Z1)
    return {
        "d2": d2,
        "d1": d1,
        "dW2": A.T @ d2,
        "db2": d2.sum(axis=0),
        "dW1": X.T @ d1,
        "db1": d1.sum(axis=0),
        "dX": d1 @ W1.T,
    }


# ---------------------------------------------------------------- exercise: counting


def n_params(sizes, bias=True):
    # (D*H + 1) + (H*K + 1) + ...
    return sum(a * b + (1 if bias else 0) for a, b in pairwise(sizes))


def n_params_rnn(D, H, K, bias=True):
    return D * H + H * H + H * K + (H + K if bias else 0)


def pack(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def unpack(v, shapes):
    if sum(math.prod(s) for s in shapes) != len(v):
        raise ValueError("v does not fit")
    out, at = [], 0
    for s in shapes:
        out.append(np.array(v[at : at + math.prod(s)]).reshape(s))
        at += math.prod(s)
    return out


# ---------------------------------------------------------------- exercise: recurrent network


def rnn_forward(X, h0, Wxh, Whh, Why, bh, by):
    states = [h0]
    for x in X:
        states.append(np.tanh(x @ Wxh + states[-1] @ Whh + bh))
    states = np.array(states)
    return states, log_softmax(states[1:] @ Why + by)


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    _, log_yhat = rnn_forward(X, h0, Wxh, Whh, Why, bh, by)
    weights = np.ones(len(X)) if mask is None else mask
    return -float(weights @ np.sum(Y * log_yhat, axis=1))


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    states, log_yhat = rnn_forward(X, h0, Wxh, Whh, Why, bh, by)
    weights = np.ones(len(X)) if mask is None else mask
    dO = weights[:, None] * (np.exp(log_yhat) - Y)
    d = np.zeros((len(X), len(h0)))
    carried = np.zeros(len(h0))
    for t in reversed(range(len(X))):
        d[t] = (dO[t] @ Why.T) * (1 - states[t + 1] ** 2) + carried
        carried = d[t] @ Whh.T
    return {
        "dWxh": X.T @ d,
        "dWhh": states[:-1].T @ d,
        "dWhy": states[1:].T @ dO,
        "dbh": d.sum(axis=0),
        "dby": dO.sum(axis=0),
        "dX": d @ Wxh.T,
        "dh0": carried,
    }


if __name__ == "__main__":
    print(n_params([3, 2, 2]))
    print(softmax(np.array([1.0, 2.0])))
