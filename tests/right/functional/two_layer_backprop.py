from functools import partial, reduce
from operator import add, itemgetter, matmul, sub

import numpy as np

pipe = lambda *fs: lambda x: reduce(lambda v, f: f(v), fs, x)
affine = lambda W, b: pipe(lambda A: matmul(A, W), partial(add, b))
sigmoid = pipe(lambda z: np.clip(z, -700, 700), np.negative, np.exp, partial(add, 1.0), np.reciprocal)
centre = lambda z: sub(z, z.max(axis=1, keepdims=True))
log_normalise = lambda z: sub(z, np.log(np.exp(z).sum(axis=1, keepdims=True)))
log_softmax = pipe(centre, log_normalise)
hidden = lambda X, W1, b1: pipe(affine(W1, b1), sigmoid)(X)
output = lambda H, W2, b2: pipe(affine(W2, b2), log_softmax)(H)
column_sums = partial(reduce, add)  # adds up the rows

two_layer_cost = lambda X, Y, W1, b1, W2, b2: float(-(Y * output(hidden(X, W1, b1), W2, b2)).sum())


def two_layer_grads(X, Y, W1, b1, W2, b2):
    return (lambda H: (lambda d2: (lambda d1: dict(zip(
        ("d2", "d1", "dW2", "db2", "dW1", "db1", "dX"),
        (d2, d1, H.T @ d2, column_sums(d2).copy(), X.T @ d1, column_sums(d1).copy(), d1 @ W1.T),
    )))((d2 @ W2.T) * H * (1 - H)))(np.exp(output(H, W2, b2)) - Y))(hidden(X, W1, b1))
