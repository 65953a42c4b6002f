import numpy as np


def _from(X, Y, m, h, P):
    """Loss of the sequence that starts in state h, and its gradients (dh for the state itself)."""
    Wxh, Whh, Why, bh, by = P
    if len(X) == 0:
        return 0.0, {k: np.zeros(w.shape) for k, w in zip(("dWxh", "dWhh", "dWhy", "dbh", "dby"), P)}, [], np.zeros_like(h)
    new = np.tanh(X[0] @ Wxh + h @ Whh + bh)
    o = new @ Why + by
    logp = o - np.logaddexp.reduce(o)
    L, g, dX, dnew = _from(X[1:], Y[1:], m[1:], new, P)
    e = m[0] * (np.exp(logp) - Y[0])
    d = (dnew + e @ Why.T) * (1 - new**2)
    g = {
        "dWxh": g["dWxh"] + np.outer(X[0], d),
        "dWhh": g["dWhh"] + np.outer(h, d),
        "dWhy": g["dWhy"] + np.outer(new, e),
        "dbh": g["dbh"] + d,
        "dby": g["dby"] + e,
    }
    return L - m[0] * float(Y[0] @ logp), g, [d @ Wxh.T] + dX, d @ Whh.T


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    m = np.ones(len(X)) if mask is None else mask
    return _from(X, Y, m, h0, (Wxh, Whh, Why, bh, by))[0]


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    m = np.ones(len(X)) if mask is None else mask
    _, g, dX, dh0 = _from(X, Y, m, h0, (Wxh, Whh, Why, bh, by))
    g["dX"] = np.array(dX)
    g["dh0"] = dh0
    return g
