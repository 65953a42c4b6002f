import numpy as np


def unroll(X, h0, Wxh, Whh, bh):
    # one matrix for input, state and bias together
    W = np.vstack([Wxh, Whh, bh])
    rows, h = [], h0
    for x in X:
        rows.append(np.concatenate([x, h, [1.0]]))
        h = np.tanh(rows[-1] @ W)
    return np.array(rows), np.vstack([np.array(rows)[1:, len(Wxh):-1], h])


def log_probabilities(H, Why, by):
    O = H @ Why + np.tile(by, (len(H), 1))
    top = np.tile(O.max(axis=1)[:, None], (1, len(by)))
    return O - top - np.log(np.exp(O - top).sum(axis=1, keepdims=True))


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    _, H = unroll(X, h0, Wxh, Whh, bh)
    per_step = (-Y * log_probabilities(H, Why, by)).sum(axis=1)
    return float(per_step.sum() if mask is None else np.dot(mask, per_step))


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    rows, H = unroll(X, h0, Wxh, Whh, bh)
    T, D = X.shape
    n = len(h0)
    M = np.eye(T) if mask is None else np.diag(mask)
    E = M @ (np.exp(log_probabilities(H, Why, by)) - Y)
    # the errors of all steps solve one block-triangular linear system: d_t - S_t Whh d_{t+1} = S_t Why e_t
    S = 1 - H**2
    A = np.eye(T * n)
    for t in range(T - 1):
        A[t * n : (t + 1) * n, (t + 1) * n : (t + 2) * n] = -S[t][:, None] * Whh
    d = np.linalg.solve(A, (S * (E @ Why.T)).ravel()).reshape(T, n)
    dW = rows.T @ d
    ones = np.ones(T)
    return {
        "dWxh": dW[:D],
        "dWhh": dW[D:-1],
        "dbh": dW[-1],
        "dWhy": H.T @ E,
        "dby": ones @ E,
        "dX": d @ Wxh.T,
        "dh0": Whh @ d[0],
    }
