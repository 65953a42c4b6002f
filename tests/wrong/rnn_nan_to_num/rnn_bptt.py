# fails: large_sums_are_harmless
# mistake: hides the overflow of the softmax behind zeros
import numpy as np


def log_softmax(o):
    o = o - o.max()
    return o - np.log(np.exp(o).sum())


def forward(X, h0, Wxh, Whh, Why, bh, by):
    hs, logps = [h0], []
    for x in X:
        hs.append(np.tanh(x @ Wxh + hs[-1] @ Whh + bh))
        logps.append(log_softmax(hs[-1] @ Why + by))
    return hs, logps


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    if mask is None:
        mask = np.ones(len(X))
    hs, logps = forward(X, h0, Wxh, Whh, Why, bh, by)
    loss = 0.0
    for t in range(len(X)):
        loss -= mask[t] * np.sum(Y[t] * logps[t])
    return float(loss)


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    if mask is None:
        mask = np.ones(len(X))
    hs, logps = forward(X, h0, Wxh, Whh, Why, bh, by)
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby, dX = np.zeros_like(bh), np.zeros_like(by), np.zeros_like(X)
    dh_next = np.zeros_like(h0)
    for t in reversed(range(len(X))):
        h, h_prev = hs[t + 1], hs[t]
        e = np.exp(hs[t + 1] @ Why + by)
        dO = mask[t] * (np.nan_to_num(e / e.sum()) - Y[t])
        dWhy += np.outer(h, dO)
        dby += dO
        dh = dO @ Why.T + dh_next
        d = dh * (1 - h**2)
        dWxh += np.outer(X[t], d)
        dWhh += np.outer(h_prev, d)
        dbh += d
        dX[t] = d @ Wxh.T
        dh_next = d @ Whh.T
    grads = dict(dWxh=dWxh, dWhh=dWhh, dWhy=dWhy, dbh=dbh, dby=dby, dX=dX, dh0=dh_next)
    return grads
