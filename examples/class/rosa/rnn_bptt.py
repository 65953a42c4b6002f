import numpy as np

from cross_entropy_grad import ce_grad_logits
from softmax_shift import softmax


def states(X, h0, Wxh, Whh, bh):
    h = [h0]
    for x in X:
        h.append(np.tanh(x @ Wxh + h[-1] @ Whh + bh))
    return np.array(h)


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h = states(X, h0, Wxh, Whh, bh)
    losses = -np.sum(Y * np.log(softmax(h[1:] @ Why + by)), axis=1)
    return np.sum(losses if mask is None else mask * losses)


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h = states(X, h0, Wxh, Whh, bh)
    dO = ce_grad_logits(h[1:] @ Why + by, Y)
    if mask is not None:
        dO = dO * mask.reshape(-1, 1)
    T = len(X)
    delta = np.zeros((T, len(h0)))
    delta[T - 1] = Why @ dO[T - 1] * (1 - h[T] ** 2)
    for t in range(T - 2, -1, -1):
        delta[t] = (Why @ dO[t] + Whh @ delta[t + 1]) * (1 - h[t + 1] ** 2)
    return {
        "dWxh": X.T @ delta,
        "dWhh": h[:-1].T @ delta,
        "dWhy": np.outer(h[T], dO[T - 1]),  # the output layer comes last
        "dbh": delta.sum(axis=0),
        "dby": dO.sum(axis=0),
        "dX": delta @ Wxh.T,
        "dh0": Whh @ delta[0],
    }
