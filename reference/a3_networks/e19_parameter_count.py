"""How many parameters a network has, and the way of its arrays into one vector and back."""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def n_params(sizes: list[int], bias: bool = True) -> int:
    """Return the number of parameters of a fully connected network with these layers."""
    weights = sum(a * b for a, b in pairwise(sizes))
    biases = sum(sizes[1:])  # one for every unit that receives something
    return weights + biases if bias else weights


def n_params_rnn(D: int, H: int, K: int, bias: bool = True) -> int:
    """Return the number of parameters of a recurrent network with D inputs, H hidden units and K outputs."""
    weights = D * H + H * H + H * K
    return weights + H + K if bias else weights


def pack(arrays: list[Array]) -> Array:
    """Return the entries of all arrays in one vector, array by array and each in C order."""
    return np.concatenate([array.ravel(order="C") for array in arrays])


def unpack(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Return new arrays of these shapes, filled from v in C order.

    Raises:
        ValueError: v has another length than the arrays together.
    """
    lengths = [math.prod(shape) for shape in shapes]
    if sum(lengths) != len(v):
        raise ValueError(f"the shapes need {sum(lengths)} entries, v has {len(v)}")
    blocks = np.split(v, np.cumsum(lengths)[:-1])
    return [block.reshape(shape).copy() for block, shape in zip(blocks, shapes, strict=True)]
