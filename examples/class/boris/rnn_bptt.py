import math
import numpy as np

from helpers import zeros


def run(X, h0, Wxh, Whh, Why, bh, by):
    """states (one more than steps) and log-probabilities of every step"""
    T, D = X.shape
    H, K = Why.shape
    states = [[float(v) for v in h0]]
    logp = []
    for t in range(T):
        old = states[-1]
        new = []
        for j in range(H):
            s = bh[j]
            for d in range(D):
                s += X[t, d] * Wxh[d, j]
            for i in range(H):
                s += old[i] * Whh[i, j]
            new.append(math.tanh(s))
        states.append(new)
        o = []
        for k in range(K):
            s = by[k]
            for j in range(H):
                s += new[j] * Why[j, k]
            o.append(s)
        m = max(o)
        log_total = m + math.log(sum(math.exp(v - m) for v in o))
        logp.append([v - log_total for v in o])
    return states, logp


def weight(mask, t):
    return 1.0 if mask is None else mask[t]


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    _, logp = run(X, h0, Wxh, Whh, Why, bh, by)
    L = 0.0
    for t in range(len(X)):
        for k in range(len(by)):
            L -= weight(mask, t) * Y[t, k] * logp[t][k]
    return float(L)


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    T, D = X.shape
    H, K = Why.shape
    states, logp = run(X, h0, Wxh, Whh, Why, bh, by)
    dWxh, dWhh, dWhy, dX = zeros(D, H), zeros(H, H), zeros(H, K), zeros(T, D)
    dbh, dby = [0.0] * H, [0.0] * K
    carried = [0.0] * H
    for t in reversed(range(T)):
        dO = [weight(mask, t) * (math.exp(logp[t][k]) - Y[t, k]) for k in range(K)]
        d = []
        for j in range(H):
            back = carried[j]
            for k in range(K):
                back += dO[k] * Why[j, k]
                dWhy[j][k] += states[t + 1][j] * dO[k]
            d.append(back * (1 - states[t + 1][j] ** 2))
        for k in range(K):
            dby[k] += dO[k]
        carried = [0.0] * H
        for j in range(H):
            dbh[j] += d[j]
            for i in range(D):
                dWxh[i][j] += X[t, i] * d[j]
                dX[t][i] += d[j] * Wxh[i, j]
            for i in range(H):
                dWhh[i][j] += states[t][i] * d[j]
                carried[i] += d[j] * Whh[i, j]
    return {
        "dWxh": np.array(dWxh), "dWhh": np.array(dWhh), "dWhy": np.array(dWhy),
        "dbh": np.array(dbh), "dby": np.array(dby),
        "dX": np.array(dX), "dh0": np.array(carried),
    }
