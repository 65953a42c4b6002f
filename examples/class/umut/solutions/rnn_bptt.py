import numpy as np


def forward(X, h0, Wxh, Whh, Why, bh, by):
    h = np.zeros((len(X) + 1, len(h0)))
    h[0] = h0
    for t in range(len(X)):
        h[t + 1] = np.tanh(X[t].dot(Wxh) + h[t].dot(Whh) + bh)
    o = h[1:].dot(Why) + by
    o = o - o.max(axis=1, keepdims=True)
    return h, o - np.log(np.exp(o).sum(axis=1, keepdims=True))


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    losses = -(Y * logp).sum(axis=1)
    if mask is not None:
        losses = losses * mask
    return float(losses.sum())


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    do = np.exp(logp) - Y
    if mask is not None:
        do = do * mask[:, None]
    d = np.zeros((len(X), len(h0)))
    carried = np.zeros(len(h0))
    for t in reversed(range(len(X))):
        d[t] = do[t].dot(Why.T) + carried
        carried = d[t].dot(Whh.T)
    return {
        "dWxh": X.T.dot(d), "dWhh": h[:-1].T.dot(d), "dWhy": h[1:].T.dot(do),
        "dbh": d.sum(axis=0), "dby": do.sum(axis=0),
        "dX": d.dot(Wxh.T), "dh0": carried,
    }
