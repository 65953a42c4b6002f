import numpy as np

# indices: t time, d input, h (i, j) hidden, k class


def _states(X, h0, Wxh, Whh, bh):
    U = np.einsum("td,dh->th", X, Wxh) + bh
    S = np.empty((len(X) + 1, len(h0)))
    S[0] = h0
    for t, u in enumerate(U):
        S[t + 1] = np.tanh(u + np.einsum("i,ij->j", S[t], Whh))
    return S


def _logp(S, Why, by):
    O = np.einsum("th,hk->tk", S[1:], Why) + by
    O = O - O.max(axis=1, keepdims=True)
    return O - np.log(np.einsum("tk->t", np.exp(O)))[:, None]


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    m = np.ones(len(X)) if mask is None else mask
    return float(-np.einsum("t,tk,tk->", m, Y, _logp(_states(X, h0, Wxh, Whh, bh), Why, by)))


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    m = np.ones(len(X)) if mask is None else mask
    S = _states(X, h0, Wxh, Whh, bh)
    E = np.einsum("t,tk->tk", m, np.exp(_logp(S, Why, by)) - Y)
    G = np.einsum("tk,hk->th", E, Why)
    slope = 1 - S[1:] ** 2
    d = np.empty_like(G)
    back = np.zeros_like(h0)
    for t in range(len(X))[::-1]:
        d[t] = slope[t] * (G[t] + back)
        back = np.einsum("j,ij->i", d[t], Whh)
    return {
        "dWxh": np.einsum("td,th->dh", X, d),
        "dWhh": np.einsum("ti,tj->ij", S[:-1], d),
        "dWhy": np.einsum("th,tk->hk", S[1:], E),
        "dbh": np.einsum("th->h", d),
        "dby": np.einsum("tk->k", E),
        "dX": np.einsum("th,dh->td", d, Wxh),
        "dh0": back,
    }
