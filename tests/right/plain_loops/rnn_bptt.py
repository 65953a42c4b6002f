import math

import numpy as np


def forward(X, h0, Wxh, Whh, Why, bh, by):
    T, D, H, K = len(X), len(Wxh), len(bh), len(by)
    hs = [list(h0)]
    logps = []
    for t in range(T):
        h = []
        for j in range(H):
            s = bh[j]
            for i in range(D):
                s += X[t][i] * Wxh[i][j]
            for i in range(H):
                s += hs[-1][i] * Whh[i][j]
            h.append(math.tanh(s))
        hs.append(h)
        o = []
        for k in range(K):
            s = by[k]
            for j in range(H):
                s += h[j] * Why[j][k]
            o.append(s)
        m = max(o)
        lse = m + math.log(sum(math.exp(x - m) for x in o))
        logps.append([x - lse for x in o])
    return hs, logps


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    X, Y, h0, Wxh, Whh, Why, bh, by = [a.tolist() for a in (X, Y, h0, Wxh, Whh, Why, bh, by)]
    _, logps = forward(X, h0, Wxh, Whh, Why, bh, by)
    total = 0.0
    for t in range(len(X)):
        m = 1.0 if mask is None else float(mask[t])
        for k in range(len(by)):
            total -= m * Y[t][k] * logps[t][k]
    return total


def zeros(n, m):
    return [[0.0] * m for _ in range(n)]


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    X, Y, h0, Wxh, Whh, Why, bh, by = [a.tolist() for a in (X, Y, h0, Wxh, Whh, Why, bh, by)]
    T, D, H, K = len(X), len(Wxh), len(bh), len(by)
    hs, logps = forward(X, h0, Wxh, Whh, Why, bh, by)
    dWxh, dWhh, dWhy, dX = zeros(D, H), zeros(H, H), zeros(H, K), zeros(T, D)
    dbh, dby, carried = [0.0] * H, [0.0] * K, [0.0] * H
    for t in range(T - 1, -1, -1):
        m = 1.0 if mask is None else float(mask[t])
        dO = [m * (math.exp(logps[t][k]) - Y[t][k]) for k in range(K)]
        d = [0.0] * H
        for j in range(H):
            s = carried[j]
            for k in range(K):
                s += dO[k] * Why[j][k]
                dWhy[j][k] += hs[t + 1][j] * dO[k]
            d[j] = s * (1 - hs[t + 1][j] ** 2)
        for k in range(K):
            dby[k] += dO[k]
        carried = [0.0] * H
        for j in range(H):
            dbh[j] += d[j]
            for i in range(D):
                dWxh[i][j] += X[t][i] * d[j]
                dX[t][i] += d[j] * Wxh[i][j]
            for i in range(H):
                dWhh[i][j] += hs[t][i] * d[j]
                carried[i] += d[j] * Whh[i][j]
    grads = dict(dWxh=dWxh, dWhh=dWhh, dWhy=dWhy, dbh=dbh, dby=dby, dX=dX, dh0=carried)
    return {key: np.array(value, dtype=float) for key, value in grads.items()}
