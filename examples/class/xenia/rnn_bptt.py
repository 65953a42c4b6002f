import numpy as np


def forward(X, h0, Wxh, Whh, Why, bh, by):
    S = np.empty((len(X), len(h0)))
    h = h0
    for t in range(len(X)):
        h = np.tanh(X[t] @ Wxh + h @ Whh + bh)
        S[t] = h
    L = S @ Why + by
    L -= L.max(axis=1, keepdims=True)
    L -= np.log(np.exp(L).sum(axis=1, keepdims=True))
    return S, L


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    S, L = forward(X, h0, Wxh, Whh, Why, bh, by)
    steps = -np.sum(Y * L, axis=1)
    return np.sum(steps if mask is None else mask * steps)


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    S, L = forward(X, h0, Wxh, Whh, Why, bh, by)
    E = np.exp(L) - Y
    if mask is not None:
        E *= mask[:, None]
    grads = {"dWhy": S.T @ E, "dby": E.sum(axis=0)}
    grads["dWxh"] = np.zeros(Wxh.shape)
    grads["dWhh"] = np.zeros(Whh.shape)
    grads["dbh"] = np.zeros(bh.shape)
    grads["dX"] = np.zeros(X.shape)
    carried = np.zeros(h0.shape)
    for t in reversed(range(len(X))):
        d = (Why @ E[t] + carried) * (1 - S[t] ** 2)
        grads["dWxh"] += np.outer(X[t], d)
        grads["dWhh"] += np.outer(S[t], d)
        grads["dbh"] += d
        grads["dX"][t] = Wxh @ d
        carried = Whh @ d
    grads["dh0"] = carried
    return grads
