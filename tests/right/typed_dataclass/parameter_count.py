from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Block:
    start: int
    stop: int
    shape: Shape


def _blocks(shapes: list[Shape]) -> Iterator[Block]:
    start = 0
    for shape in shapes:
        stop = start + int(np.prod(shape, dtype=np.int64))
        yield Block(start, stop, shape)
        start = stop


def n_params(sizes: list[int], bias: bool = True) -> int:
    s = np.array(sizes, dtype=np.int64)
    weights = np.dot(s[:-1], s[1:])
    return weights + s[1:].sum() if bias else weights


def n_params_rnn(D: int, H: int, K: int, bias: bool = True) -> int:
    shapes: dict[str, Shape] = {"Wxh": (D, H), "Whh": (H, H), "Why": (H, K)}
    if bias:
        shapes |= {"bh": (H,), "by": (K,)}
    return max(block.stop for block in _blocks(list(shapes.values())))


def pack(arrays: list[Array]) -> Array:
    return np.hstack([a.flatten() for a in arrays])


def unpack(v: Array, shapes: list[Shape]) -> list[Array]:
    blocks = list(_blocks(shapes))
    if blocks[-1].stop != v.size:
        raise ValueError("v does not fit the shapes")
    out: list[Array] = []
    for b in blocks:
        a: Array = np.empty(b.shape, dtype=np.float64)
        a.flat = v[b.start : b.stop]
        out.append(a)
    return out
