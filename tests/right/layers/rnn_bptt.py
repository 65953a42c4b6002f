import numpy as np
from dataclasses import dataclass


@dataclass
class Params:
    Wxh: np.ndarray
    Whh: np.ndarray
    Why: np.ndarray
    bh: np.ndarray
    by: np.ndarray


class Cell:
    def __init__(self, p, x, h_prev, y, w):
        self.p, self.x, self.h_prev, self.y, self.w = p, x, h_prev, y, w
        self.h = np.tanh(x @ p.Wxh + h_prev @ p.Whh + p.bh)
        z = self.h @ p.Why + p.by
        z = z - z.max()
        self.logp = z - np.log(np.exp(z).sum())

    @property
    def loss(self):
        return -self.w * float(self.y @ self.logp)

    def backward(self, grads, dh_next):
        p = self.p
        do = self.w * (np.exp(self.logp) - self.y)
        da = (p.Why @ do + dh_next) / np.cosh(np.arctanh(np.clip(self.h, -1 + 1e-16, 1 - 1e-16))) ** 2
        da = (p.Why @ do + dh_next) * (1 + self.h) * (1 - self.h)
        grads["dWhy"] += np.outer(self.h, do)
        grads["dby"] += do
        grads["dWxh"] += np.outer(self.x, da)
        grads["dWhh"] += np.outer(self.h_prev, da)
        grads["dbh"] += da
        return p.Wxh @ da, p.Whh @ da


def unroll(X, Y, h0, p, mask):
    weights = [1.0] * len(X) if mask is None else mask
    cells = []
    for x, y, w in zip(X, Y, weights):
        cells.append(Cell(p, x, cells[-1].h if cells else h0, y, w))
    return cells


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    return sum(c.loss for c in unroll(X, Y, h0, Params(Wxh, Whh, Why, bh, by), mask))


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    grads = {"d" + k: np.zeros(v.shape) for k, v in dict(Wxh=Wxh, Whh=Whh, Why=Why, bh=bh, by=by).items()}
    dh, rows = np.zeros(h0.shape), []
    for cell in unroll(X, Y, h0, Params(Wxh, Whh, Why, bh, by), mask)[::-1]:
        dx, dh = cell.backward(grads, dh)
        rows.insert(0, dx)
    grads["dX"] = rows
    grads["dh0"] = dh
    return grads
