from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Axis(Enum):
    EXAMPLES = 0
    CLASSES = 1


class Grads(TypedDict):
    d2: Array
    d1: Array
    dW2: Array
    db2: Array
    dW1: Array
    db1: Array
    dX: Array


@dataclass(frozen=True)
class Cache:
    X: Array
    H: Array
    Z1: Array
    log_P: Array
    scale: float = 1.0


@dataclass
class Backward:
    d2: np.ndarray
    d1: np.ndarray
    dW2: np.ndarray
    db2: np.ndarray
    dW1: np.ndarray
    db1: np.ndarray
    dX: np.ndarray


def _sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-np.clip(z, -600.0, 600.0)))


def _forward(X: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Cache:
    Z1: Array = X @ W1 + b1
    H: Array = _sigmoid(Z1)
    Z2: Array = H @ W2 + b2
    S: Array = Z2 - np.max(Z2, axis=Axis.CLASSES.value, keepdims=True)
    log_P: Array = S - np.log(np.sum(np.exp(S), axis=Axis.CLASSES.value, keepdims=True))
    return Cache(X, H, Z1, log_P)


def two_layer_cost(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    return -float(np.sum(Y * _forward(X, W1, b1, W2, b2).log_P))


def two_layer_grads(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Grads:
    c: Cache = _forward(X, W1, b1, W2, b2)
    d2: Array = np.exp(c.log_P) - Y
    d1: Array = d2 @ W2.T * (_sigmoid(c.Z1) * _sigmoid(-c.Z1))
    n: int = Axis.EXAMPLES.value
    return asdict(Backward(d2=d2, d1=d1, dW2=c.H.T @ d2, db2=d2.sum(axis=n), dW1=c.X.T @ d1, db1=d1.sum(axis=n), dX=d1 @ W1.T))
