import numpy as np


def _forward(X, h0, Wxh, Whh, Why, bh, by):
    T = len(X)
    S = np.zeros((T + 1, len(h0)))
    S[0] = h0
    for t in range(T):
        S[t + 1] += X[t] @ Wxh
        S[t + 1] += S[t] @ Whh
        S[t + 1] += bh
        np.tanh(S[t + 1], out=S[t + 1])
    L = S[1:] @ Why
    L += by
    L -= L.max(axis=1, keepdims=True)
    L -= np.log(np.exp(L).sum(axis=1, keepdims=True))
    return S, L


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    _, L = _forward(X, h0, Wxh, Whh, Why, bh, by)
    L *= Y
    if mask is not None:
        L *= mask[:, None]
    return -float(L.sum())


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    S, dO = _forward(X, h0, Wxh, Whh, Why, bh, by)
    np.exp(dO, out=dO)
    dO -= Y
    if mask is not None:
        dO *= mask[:, None]
    g = {"dWxh": np.zeros_like(Wxh), "dWhh": np.zeros_like(Whh), "dWhy": np.zeros_like(Why),
         "dbh": np.zeros_like(bh), "dby": np.zeros_like(by), "dX": np.zeros_like(X)}
    carry = np.zeros_like(h0)
    for t in range(len(X))[::-1]:
        g["dWhy"] += np.outer(S[t + 1], dO[t])
        g["dby"] += dO[t]
        carry += Why @ dO[t]
        carry *= 1 - S[t + 1] ** 2
        g["dWxh"] += np.outer(X[t], carry)
        g["dWhh"] += np.outer(S[t], carry)
        g["dbh"] += carry
        g["dX"][t] = Wxh @ carry
        carry = Whh @ carry
    g["dh0"] = carry
    return g
