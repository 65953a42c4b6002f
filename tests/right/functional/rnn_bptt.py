from functools import reduce
from itertools import accumulate
from operator import add

import numpy as np

states = lambda X, h0, Wxh, Whh, bh: list(accumulate(X, lambda h, x: np.tanh(x @ Wxh + h @ Whh + bh), initial=h0))
centre = lambda z: z - z.max()
logsm = lambda z: (lambda s: s - np.log(np.exp(s).sum()))(centre(z))
weights = lambda X, mask: [1.0] * len(X) if mask is None else list(mask)
total = lambda terms: reduce(add, terms)


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    hs = states(X, h0, Wxh, Whh, bh)[1:]
    return float(total(-m * (y @ logsm(h @ Why + by)) for m, y, h in zip(weights(X, mask), Y, hs)))


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    hs = states(X, h0, Wxh, Whh, bh)
    es = [m * (np.exp(logsm(h @ Why + by)) - y) for m, y, h in zip(weights(X, mask), Y, hs[1:])]
    # scan from the end: the error of a step is made of its own part and the step after it
    ds = list(accumulate(
        zip(reversed(es), reversed(hs[1:])),
        lambda d, eh: (1 - eh[1] ** 2) * (eh[0] @ Why.T + d @ Whh.T),
        initial=np.zeros(len(h0)),
    ))[:0:-1]
    return dict(
        dWxh=total(map(np.outer, X, ds)),
        dWhh=total(map(np.outer, hs, ds)),
        dWhy=total(map(np.outer, hs[1:], es)),
        dbh=total(ds) + 0,
        dby=total(es) + 0,
        dX=np.array([d @ Wxh.T for d in ds]),
        dh0=ds[0] @ Whh.T,
    )
