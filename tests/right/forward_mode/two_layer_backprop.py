import numpy as np

np.seterr(all="ignore")


def dense(params, x):
    W, b = params
    return np.dot(x, W) + b


def nll(z, y):
    return -(y * (z - np.max(z, -1, keepdims=True) - np.log(np.sum(np.exp(z - np.max(z, -1, keepdims=True)), -1, keepdims=True)))).sum()


def dense_vjp(params, x):
    W, b = params

    def vjp(g):
        return (np.dot(x.T, g), np.sum(g, 0)), np.dot(g, W.T)

    return dense(params, x), vjp


def sigmoid_vjp(z):
    s = np.reciprocal(1.0 + np.exp(-z))
    return s, lambda g: g * s * (1.0 - s)


def nll_vjp(z, y):
    e = np.exp(z - np.max(z, -1, keepdims=True))
    p = e / np.sum(e, -1, keepdims=True)
    return nll(z, y), lambda: p - y


def two_layer_cost(X, Y, W1, b1, W2, b2):
    a, _ = sigmoid_vjp(dense((W1, b1), X))
    return nll(dense((W2, b2), a), Y)


def two_layer_grads(X, Y, W1, b1, W2, b2):
    z1, back1 = dense_vjp((W1, b1), X)
    a, back_s = sigmoid_vjp(z1)
    z2, back2 = dense_vjp((W2, b2), a)
    _, back_l = nll_vjp(z2, Y)
    d2 = back_l()
    (dW2, db2), da = back2(d2)
    d1 = back_s(da)
    (dW1, db1), dX = back1(d1)
    return {"d2": d2, "d1": d1, "dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1, "dX": dX}
