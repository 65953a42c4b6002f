import numpy as np


def log_softmax(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def forward(X, h0, Wxh, Whh, Why, bh, by):
    H = np.empty((len(X) + 1, len(h0)))
    H[0] = h0
    for t in range(len(X)):
        H[t + 1] = np.tanh(X[t] @ Wxh + H[t] @ Whh + bh)
    return H, log_softmax(H[1:] @ Why + by)


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    """Cross-entropy, summed over time."""
    if mask is None:
        mask = np.ones(len(X))
    _, log_Yhat = forward(X, h0, Wxh, Whh, Why, bh, by)
    return float(-(mask[:, None] * Y * log_Yhat).sum())


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    """All seven gradients."""
    if mask is None:
        mask = np.ones(len(X))
    H, log_Yhat = forward(X, h0, Wxh, Whh, Why, bh, by)
    dO = mask[:, None] * (Y - np.exp(log_Yhat))
    d = np.zeros((len(X), len(h0)))
    carried = np.zeros(len(h0))
    for t in reversed(range(len(X))):
        d[t] = (dO[t] @ Why.T + carried) * (1 - H[t + 1] ** 2)
        carried = d[t] @ Whh.T
    return {
        "dWxh": X.T @ d,
        "dWhh": H[:-1].T @ d,
        "dWhy": H[1:].T @ dO,
        "dbh": d.sum(axis=0),
        "dby": dO.sum(axis=0),
        "dX": d @ Wxh.T,
        "dh0": carried,
    }
