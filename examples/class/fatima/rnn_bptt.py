import numpy as np


def forward(X, h0, Wxh, Whh, Why, bh, by):
    h_prev = h0
    hs = []
    for x in X:
        h_prev = np.tanh(x @ Wxh + h_prev @ Whh + bh)
        hs.append(h_prev)
    hs = np.array(hs)
    O = hs @ Why + by
    O = O - O.max(axis=1, keepdims=True)
    return hs, O - np.log(np.sum(np.exp(O), axis=1, keepdims=True))


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    m = np.ones(len(X)) if mask is None else mask
    hs, log_p = forward(X, h0, Wxh, Whh, Why, bh, by)
    return -np.sum(m * np.sum(Y * log_p, axis=1))


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    m = np.ones(len(X)) if mask is None else mask
    hs, log_p = forward(X, h0, Wxh, Whh, Why, bh, by)
    dO = m[:, np.newaxis] * (np.exp(log_p) - Y)
    deltas = np.zeros_like(hs)
    carried = np.zeros_like(h0)
    for t in reversed(range(len(X))):
        deltas[t] = (dO[t] @ Why.T + carried) * (1 - hs[t] ** 2)
        carried = deltas[t] @ Whh.T
    dWhh = np.zeros_like(Whh)
    for t in range(1, len(X)):  # at t = 0 there is nothing before
        dWhh += np.outer(hs[t - 1], deltas[t])
    return {
        "dWxh": X.T @ deltas,
        "dWhh": dWhh,
        "dWhy": hs.T @ dO,
        "dbh": np.sum(deltas, axis=0),
        "dby": np.sum(dO, axis=0),
        "dX": deltas @ Wxh.T,
        "dh0": carried,
    }
