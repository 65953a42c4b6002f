import numpy as np


class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, d):
        self.dW = self.x.T @ d
        self.db = np.sum(d, axis=0)
        return d @ self.W.T


class Sigmoid:
    def forward(self, z):
        self.a = 0.5 * (np.tanh(z / 2) + 1)
        return self.a

    def backward(self, da):
        return da * self.a * (1 - self.a)


class SoftmaxCE:
    def forward(self, z, y):
        z = z - z.max(axis=1, keepdims=True)
        lse = np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.p = np.exp(z - lse)
        self.y = y
        return -(y * (z - lse)).sum()

    def backward(self):
        return self.p - self.y


class Net:
    def __init__(self, W1, b1, W2, b2):
        self.l1, self.act, self.l2, self.loss = Linear(W1, b1), Sigmoid(), Linear(W2, b2), SoftmaxCE()

    def cost(self, X, Y):
        return self.loss.forward(self.l2.forward(self.act.forward(self.l1.forward(X))), Y)

    def grads(self):
        d2 = self.loss.backward()
        d1 = self.act.backward(self.l2.backward(d2))
        dX = self.l1.backward(d1)
        return {"d2": d2, "d1": d1, "dW2": self.l2.dW, "db2": self.l2.db, "dW1": self.l1.dW, "db1": self.l1.db, "dX": dX}


def two_layer_cost(X, Y, W1, b1, W2, b2):
    return Net(W1, b1, W2, b2).cost(X, Y)


def two_layer_grads(X, Y, W1, b1, W2, b2):
    net = Net(W1, b1, W2, b2)
    net.cost(X, Y)
    return net.grads()
