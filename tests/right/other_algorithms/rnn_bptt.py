"""Forward in time: the derivative of the state with respect to everything is carried along, and nothing goes back."""

import numpy as np

NAMES = ("X", "h0", "Wxh", "Whh", "bh")


def run(X, Y, h0, Wxh, Whh, Why, bh, by, mask):
    T, H = len(X), len(h0)
    m = np.ones(T) if mask is None else mask
    h = h0.copy()
    # One row for each state unit: how it depends on every entry of an input, a weight or the initial state.
    J = {"X": np.zeros((H, *X.shape)), "h0": np.eye(H)}
    J |= {"Wxh": np.zeros((H, *Wxh.shape)), "Whh": np.zeros((H, *Whh.shape)), "bh": np.zeros((H, H))}
    grads = {f"d{name}": np.zeros(J[name].shape[1:]) for name in NAMES}
    grads |= {"dWhy": np.zeros(Why.shape), "dby": np.zeros(by.shape)}
    loss = 0.0
    for t in range(T):
        new = np.tanh(X[t] @ Wxh + h @ Whh + bh)
        J = {name: np.tensordot(Whh.T, J[name], axes=1) for name in NAMES}
        for i in range(H):
            J["X"][i, t] += Wxh[:, i]
            J["Wxh"][i, :, i] += X[t]
            J["Whh"][i, :, i] += h
            J["bh"][i, i] += 1.0
        slope = 1 - new**2
        J = {name: J[name] * slope.reshape(-1, *[1] * (J[name].ndim - 1)) for name in NAMES}
        h = new
        O = h @ Why + by
        log_p = O - np.logaddexp.reduce(O)
        loss -= m[t] * (Y[t] @ log_p)
        error = m[t] * (np.exp(log_p) - Y[t])
        grads["dWhy"] += np.outer(h, error)
        grads["dby"] += error
        for name in NAMES:
            grads[f"d{name}"] += np.tensordot(Why @ error, J[name], axes=1)
    return float(loss), grads


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    return run(X, Y, h0, Wxh, Whh, Why, bh, by, mask)[0]


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    return run(X, Y, h0, Wxh, Whh, Why, bh, by, mask)[1]
