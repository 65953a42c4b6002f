import math
import numpy as np


def sig(z):
    if z >= 0:
        return 1.0 / (1.0 + math.exp(-z))
    e = math.exp(z)
    return e / (1.0 + e)


def affine(rows, W, b):
    out = []
    for r in rows:
        line = []
        for j in range(len(b)):
            s = b[j]
            for i in range(len(r)):
                s += r[i] * W[i][j]
            line.append(s)
        out.append(line)
    return out


def forward(X, W1, b1, W2, b2):
    Z1 = affine(X, W1, b1)
    H = [[sig(z) for z in r] for r in Z1]
    Z2 = affine(H, W2, b2)
    L = []
    for r in Z2:
        m = max(r)
        lse = m + math.log(sum(math.exp(z - m) for z in r))
        L.append([z - lse for z in r])
    return H, L


def two_layer_cost(X, Y, W1, b1, W2, b2):
    H, L = forward(X.tolist(), W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist())
    J = 0.0
    for y, l in zip(Y.tolist(), L):
        for k in range(len(y)):
            J -= y[k] * l[k]
    return J


def two_layer_grads(X, Y, W1, b1, W2, b2):
    X, Y, W1, b1, W2, b2 = [a.tolist() for a in (X, Y, W1, b1, W2, b2)]
    H, L = forward(X, W1, b1, W2, b2)
    N, D, M, K = len(X), len(W1), len(b1), len(b2)
    d2 = [[math.exp(L[n][k]) - Y[n][k] for k in range(K)] for n in range(N)]
    d1 = [[0.0] * M for _ in range(N)]
    dX = [[0.0] * D for _ in range(N)]
    dW2 = [[0.0] * K for _ in range(M)]
    dW1 = [[0.0] * M for _ in range(D)]
    db2, db1 = [0.0] * K, [0.0] * M
    for n in range(N):
        for h in range(M):
            s = 0.0
            for k in range(K):
                s += d2[n][k] * W2[h][k]
                dW2[h][k] += H[n][h] * d2[n][k]
            d1[n][h] = s * H[n][h] * (1.0 - H[n][h])
            db1[h] += d1[n][h]
        for k in range(K):
            db2[k] += d2[n][k]
        for d in range(D):
            for h in range(M):
                dW1[d][h] += X[n][d] * d1[n][h]
                dX[n][d] += d1[n][h] * W1[d][h]
    grads = {"d2": d2, "d1": d1, "dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1, "dX": dX}
    return {name: np.array(g, dtype=np.float64) for name, g in grads.items()}
