import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, X):
        self.X = X
        return X @ self.W + self.b

    def backward(self, d):
        self.dW = self.X.T @ d
        self.db = d.sum(axis=0)
        return d @ self.W.T


class Sigmoid:
    def forward(self, Z):
        e = np.exp(-np.abs(Z))
        self.H = np.where(Z >= 0, 1.0, e) / (1.0 + e)
        self.slope = e / (1.0 + e) ** 2
        return self.H

    def backward(self, d):
        return d * self.slope


class SoftmaxCrossEntropy:
    def forward(self, Z, Y):
        shifted = Z - Z.max(axis=1, keepdims=True)
        self.logP = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.Y = Y
        return -(Y * self.logP).sum()

    def backward(self):
        return np.exp(self.logP) - self.Y


class Network:
    def __init__(self, W1, b1, W2, b2):
        self.first, self.act, self.second, self.loss = Affine(W1, b1), Sigmoid(), Affine(W2, b2), SoftmaxCrossEntropy()

    def cost(self, X, Y):
        return float(self.loss.forward(self.second.forward(self.act.forward(self.first.forward(X))), Y))

    def grads(self, X, Y):
        self.cost(X, Y)
        d2 = self.loss.backward()
        d1 = self.act.backward(self.second.backward(d2))
        dX = self.first.backward(d1)
        return {"d2": d2, "d1": d1, "dX": dX, "dW2": self.second.dW, "db2": self.second.db, "dW1": self.first.dW, "db1": self.first.db}


def two_layer_cost(X, Y, W1, b1, W2, b2):
    return Network(W1, b1, W2, b2).cost(X, Y)


def two_layer_grads(X, Y, W1, b1, W2, b2):
    return Network(W1, b1, W2, b2).grads(X, Y)
