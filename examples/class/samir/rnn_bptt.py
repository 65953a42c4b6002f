import numpy as np


def forward(x, state, U, W, V, c, d):
    states = [state]
    for row in x:
        states.append(np.tanh(row @ U + states[-1] @ W + c))
    states = np.array(states)
    out = states[1:] @ V + d
    out = out - out.max(axis=1, keepdims=True)
    return states, out - np.log(np.exp(out).sum(axis=1, keepdims=True))


def rnn_loss(x, y, state, U, W, V, c, d, weights=None):
    if weights is None:
        weights = np.ones(len(x))
    _, log_out = forward(x, state, U, W, V, c, d)
    return -np.sum(weights * np.sum(y * log_out, axis=1))


def rnn_bptt(x, y, state, U, W, V, c, d, weights=None):
    if weights is None:
        weights = np.ones(len(x))
    states, log_out = forward(x, state, U, W, V, c, d)
    err_out = (np.exp(log_out) - y) * weights[:, None]
    err = np.zeros((len(x), len(state)))
    later = np.zeros(len(state))
    for t in reversed(range(len(x))):
        err[t] = (err_out[t] @ V.T + later) * (1 - states[t + 1] ** 2)
        later = err[t] @ W.T
    return {
        "dWxh": x.T @ err, "dWhh": states[:-1].T @ err, "dWhy": states[1:].T @ err_out,
        "dbh": err.sum(axis=0), "dby": err_out.sum(axis=0),
        "dX": err @ U.T, "dh0": later,
    }
