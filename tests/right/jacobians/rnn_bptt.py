import numpy as np


def _states(X, h0, Wxh, Whh, bh):
    H = np.zeros((len(X) + 1, len(h0)))
    H[0] = h0
    for t, x in enumerate(X, start=1):
        H[t] = np.tanh(x @ Wxh + H[t - 1] @ Whh + bh)
    return H


def _logp(H, Why, by):
    O = H[1:] @ Why + by
    O = O - O.max(axis=1, keepdims=True)
    return O - np.log(np.exp(O).sum(axis=1, keepdims=True))


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    mask = np.ones(len(X)) if mask is None else mask
    L = -(Y * _logp(_states(X, h0, Wxh, Whh, bh), Why, by)).sum(axis=1)
    return mask @ L


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    """All pairs (t, s): the error of step t at the sum of step s <= t, by explicit Jacobians."""
    mask = np.ones(len(X)) if mask is None else mask
    T = len(X)
    H = _states(X, h0, Wxh, Whh, bh)
    dO = mask[:, None] * (np.exp(_logp(H, Why, by)) - Y)
    D = np.zeros((T, len(h0)))
    dh0 = np.zeros(len(h0))
    for t in range(T):
        back = Why @ dO[t]
        for s in range(t, -1, -1):
            at_sum = np.diag(1 - H[s + 1] ** 2) @ back
            D[s] += at_sum
            back = Whh @ at_sum
        dh0 += back
    return {"dWxh": X.T @ D, "dWhh": H[:-1].T @ D, "dWhy": H[1:].T @ dO, "dbh": D.sum(0), "dby": dO.sum(0), "dX": D @ Wxh.T, "dh0": dh0}
