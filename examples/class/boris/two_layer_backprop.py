import math
import numpy as np

from helpers import sigmoid, zeros
from softmax_shift import softmax_row


def forward(X, W1, b1, W2, b2):
    N, D = X.shape
    H, K = W2.shape
    h = zeros(N, H)
    z2 = zeros(N, K)
    for n in range(N):
        for j in range(H):
            s = b1[j]
            for d in range(D):
                s += X[n, d] * W1[d, j]
            h[n][j] = sigmoid(s)
        for k in range(K):
            s = b2[k]
            for j in range(H):
                s += h[n][j] * W2[j, k]
            z2[n][k] = s
    return np.array(h), z2


def two_layer_cost(X, Y, W1, b1, W2, b2):
    _, z2 = forward(X, W1, b1, W2, b2)
    J = 0.0
    for n in range(len(X)):
        m = max(z2[n])
        log_total = m + math.log(sum(math.exp(z - m) for z in z2[n]))
        for k in range(len(b2)):
            J -= Y[n, k] * (z2[n][k] - log_total)
    return J


def two_layer_grads(X, Y, W1, b1, W2, b2):
    N, D = X.shape
    H, K = W2.shape
    h, z2 = forward(X, W1, b1, W2, b2)
    g = {
        "d2": np.zeros((N, K)), "d1": np.zeros((N, H)),
        "dW2": np.zeros((H, K)), "db2": np.zeros(K),
        "dW1": np.zeros((D, H)), "db1": np.zeros(H),
        "dX": np.zeros((N, D)),
    }
    for n in range(N):
        p = softmax_row(z2[n])
        for k in range(K):
            delta = p[k] - Y[n, k]
            g["d2"][n, k] = delta
            g["db2"][k] += delta
            for j in range(H):
                g["dW2"][j, k] += h[n, j] * delta
        for j in range(H):
            back = 0.0
            for k in range(K):
                back += g["d2"][n, k] * W2[j, k]
            delta = back * h[n, j] * (1 - h[n, j])
            g["d1"][n, j] = delta
            g["db1"][j] += delta
            for d in range(D):
                g["dW1"][d, j] += X[n, d] * delta
                g["dX"][n, d] += delta * W1[d, j]
    return g
