import numpy as np


def forward(X, h0, Wxh, Whh, Why, bh, by):
    h = [h0]
    for x in X:
        h.append(np.tanh(x @ Wxh + h[-1] @ Whh + bh))
    h = np.array(h)
    z = h[1:] @ Why + by
    z = z - z.max(axis=1, keepdims=True)
    return h, z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def tanh_prime(z):
    return 1 - np.tanh(z) ** 2


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    if mask is None:
        mask = np.ones(len(X))
    return -np.sum(mask @ (Y * logp))


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    if mask is None:
        mask = np.ones(len(X))
    do = (np.exp(logp) - Y) * mask[:, None]
    d = np.zeros((len(X), len(h0)))
    back = np.zeros(len(h0))
    for t in range(len(X) - 1, -1, -1):
        d[t] = (do[t] @ Why.T + back) * tanh_prime(h[t + 1])
        back = d[t] @ Whh.T
    return {"dWxh": X.T @ d, "dWhh": h[:-1].T @ d, "dWhy": h[1:].T @ do,
            "dbh": d.sum(axis=0), "dby": do.sum(axis=0),
            "dX": d @ Wxh.T, "dh0": back}
