import numpy as np


def forward(X, h0, Wxh, Whh, Why, bh, by):
    hs, logps = [h0], []
    for x in X:
        hs.append(np.tanh(x @ Wxh + hs[-1] @ Whh + bh))
        o = hs[-1] @ Why + by
        o = o - max(o)
        logps.append(o - np.log(sum(np.exp(o))))
    return hs, logps


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    _, logps = forward(X, h0, Wxh, Whh, Why, bh, by)
    return sum(-np.dot(y, logp) for y, logp in zip(Y, logps))


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    hs, logps = forward(X, h0, Wxh, Whh, Why, bh, by)
    dWxh, dWhh, dWhy = np.zeros(Wxh.shape), np.zeros(Whh.shape), np.zeros(Why.shape)
    dbh, dby = np.zeros(bh.shape), np.zeros(by.shape)
    dX, back = [], np.zeros(h0.shape)
    for t in range(len(X) - 1, -1, -1):
        do = np.exp(logps[t]) - Y[t]
        d = (do @ Why.T + back) * (1 - hs[t + 1] ** 2)
        dWxh += np.outer(X[t], d)
        dWhh += np.outer(hs[t], d)
        dWhy += np.outer(hs[t + 1], do)
        dbh += d
        dby += do
        dX.append(d @ Wxh.T)
        back = d @ Whh.T
    return {"dWxh": dWxh, "dWhh": dWhh, "dWhy": dWhy, "dbh": dbh, "dby": dby,
            "dX": list(reversed(dX)), "dh0": back}
