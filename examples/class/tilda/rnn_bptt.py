import numpy as np


def forward(X, h0, Wxh, Whh, Why, bh, by):
    h = [h0]
    logp = []
    for t, x in enumerate(X):
        h.append(np.tanh(x @ Wxh + h[-1] @ Whh + bh))
        o = h[-1] @ Why + by
        o = o - o.max()
        logp.append(o - np.log(np.exp(o).sum()))
        print(f"t={t}: h = {h[-1]}, p = {np.exp(logp[-1])}")
    return h, logp


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    loss = 0.0
    for t in range(len(X)):
        m = 1.0 if mask is None else mask[t]
        loss += -m * np.sum(Y[t] * logp[t])
        print(f"loss after step {t}: {loss:.6f}")
    return float(loss)


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    g = {"dX": np.zeros(X.shape)}
    carried = np.zeros(h0.shape)
    for t in reversed(range(len(X))):
        m = 1.0 if mask is None else mask[t]
        do = m * (np.exp(logp[t]) - Y[t])
        d = (do @ Why.T + carried) * (1 - h[t + 1] ** 2)
        g["dWhy"] = np.outer(h[t + 1], do)
        g["dby"] = do
        g["dWxh"] = np.outer(X[t], d)
        g["dWhh"] = np.outer(h[t], d)
        g["dbh"] = d
        g["dX"][t] = d @ Wxh.T
        carried = d @ Whh.T
        print(f"backward t={t}: |d| = {np.sqrt(d @ d):.6f}")
    g["dh0"] = carried
    return g
