from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    x: Array
    before: Array
    after: Array
    p: Array
    log_p: Array


@dataclass
class Grads:
    dWxh: Array
    dWhh: Array
    dWhy: Array
    dbh: Array
    dby: Array
    dX: Array
    dh0: Array


def _steps(X: Array, h0: Array, Wxh: Array, Whh: Array, Why: Array, bh: Array, by: Array) -> list[Step]:
    steps: list[Step] = []
    h: Array = h0
    for x in X:
        before, h = h, np.tanh(x @ Wxh + h @ Whh + bh)
        o = h @ Why + by
        z = o - np.max(o)
        total = np.sum(np.exp(z))
        steps.append(Step(x, before, h, np.exp(z) / total, z - np.log(total)))
    return steps


def rnn_loss(
    X: Array, Y: Array, h0: Array, Wxh: Array, Whh: Array, Why: Array, bh: Array, by: Array, mask: Array | None = None
) -> float:
    steps = _steps(X, h0, Wxh, Whh, Why, bh, by)
    losses = np.array([-(y @ s.log_p) for s, y in zip(steps, Y, strict=True)])
    return float(losses.sum()) if mask is None else float(losses @ mask)


def rnn_bptt(
    X: Array, Y: Array, h0: Array, Wxh: Array, Whh: Array, Why: Array, bh: Array, by: Array, mask: Array | None = None
) -> dict[str, Array]:
    steps = _steps(X, h0, Wxh, Whh, Why, bh, by)
    m: Array = np.ones(len(X)) if mask is None else mask
    g = Grads(*(np.zeros_like(a) for a in (Wxh, Whh, Why, bh, by, X, h0)))
    for t in range(len(steps) - 1, -1, -1):
        s = steps[t]
        e: Array = m[t] * (s.p - Y[t])
        g.dWhy += np.outer(s.after, e)
        g.dby += e
        d: Array = (Why @ e + g.dh0) * (1 - s.after) * (1 + s.after)
        g.dWxh += np.outer(s.x, d)
        g.dWhh += np.outer(s.before, d)
        g.dbh += d
        g.dX[t] = Wxh @ d
        g.dh0 = Whh @ d
    return asdict(g)
