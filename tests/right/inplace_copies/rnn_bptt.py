import numpy as np


def forward(X, Y, h0, Wxh, Whh, Why, bh, by):
    H = np.empty((len(X) + 1, len(h0)))
    H[0] = h0
    for t, x in enumerate(X):
        np.dot(H[t], Whh, out=H[t + 1])
        H[t + 1] += x @ Wxh
        H[t + 1] += bh
        np.tanh(H[t + 1], out=H[t + 1])
    log_p = H[1:] @ Why
    log_p += by
    log_p -= log_p.max(axis=1, keepdims=True)
    log_p -= np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    return H, log_p


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    _, log_p = forward(X, Y, h0, Wxh, Whh, Why, bh, by)
    log_p *= Y
    if mask is not None:
        log_p *= mask.reshape(-1, 1)
    return -log_p.sum()


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    H, dO = forward(X, Y, h0, Wxh, Whh, Why, bh, by)
    np.exp(dO, out=dO)
    dO -= Y
    if mask is not None:
        dO *= mask[:, np.newaxis]
    d = dO @ Why.T
    slope = 1 - H[1:] ** 2
    carried = np.zeros(len(h0))
    for t in range(len(X) - 1, -1, -1):
        d[t] += carried
        d[t] *= slope[t]
        np.dot(Whh, d[t], out=carried)
    return {
        "dWxh": X.T @ d,
        "dWhh": H[:-1].T @ d,
        "dWhy": H[1:].T @ dO,
        "dbh": d.sum(axis=0),
        "dby": dO.sum(axis=0),
        "dX": d @ Wxh.T,
        "dh0": carried,
    }
