import numpy as np


class Cell:
    """One step: keeps what it needs for the way back."""

    def __init__(self, net):
        self.net = net

    def forward(self, x, h):
        self.x, self.h_in = x, h
        self.h = np.tanh(x @ self.net.Wxh + h @ self.net.Whh + self.net.bh)
        o = self.h @ self.net.Why + self.net.by
        o = o - o.max()
        self.logp = o - np.log(np.exp(o).sum())
        return self.h

    def loss(self, y):
        return -(y * self.logp).sum()

    def backward(self, y, m, dh_next, g):
        dO = m * (np.exp(self.logp) - y)
        g["dWhy"] += np.outer(self.h, dO)
        g["dby"] += dO
        d = (self.net.Why @ dO + dh_next) * (1 - self.h * self.h)
        g["dWxh"] += np.outer(self.x, d)
        g["dWhh"] += np.outer(self.h_in, d)
        g["dbh"] += d
        return self.net.Wxh @ d, self.net.Whh @ d


class Network:
    def __init__(self, Wxh, Whh, Why, bh, by):
        self.Wxh, self.Whh, self.Why, self.bh, self.by = Wxh, Whh, Why, bh, by

    def run(self, X, h0):
        self.cells, h = [], h0
        for x in X:
            cell = Cell(self)
            h = cell.forward(x, h)
            self.cells.append(cell)

    def loss(self, Y, m):
        return float(sum(mt * cell.loss(y) for mt, cell, y in zip(m, self.cells, Y)))

    def grads(self, Y, m):
        g = {"d" + name: np.zeros_like(getattr(self, name)) for name in ("Wxh", "Whh", "Why", "bh", "by")}
        dX, dh = [], np.zeros(len(self.bh))
        for cell, y, mt in zip(reversed(self.cells), Y[::-1], m[::-1]):
            dx, dh = cell.backward(y, mt, dh, g)
            dX.insert(0, dx)
        g["dX"], g["dh0"] = np.stack(dX), dh
        return g


def _net(X, h0, mask, *params):
    net = Network(*params)
    net.run(X, h0)
    return net, np.ones(len(X)) if mask is None else mask


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    net, m = _net(X, h0, mask, Wxh, Whh, Why, bh, by)
    return net.loss(Y, m)


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    net, m = _net(X, h0, mask, Wxh, Whh, Why, bh, by)
    return net.grads(Y, m)
