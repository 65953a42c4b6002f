"""What goes wrong in practice, as code: each replaces one function of the reference."""

import math
from itertools import pairwise

import numpy as np

from grader.exercise import Array, misconception


@misconception(
    "n_params",
    hint="A layer of 40 units has more than one bias. Whom does a bias belong to?",
    source="004, lines 943 and 2227: (H*Dx+1)+(Dy*H+1)",
)
def one_bias_per_layer(sizes: list[int], bias: bool = True) -> int:
    """Counts one bias for each layer instead of one for each unit, as the notes do."""
    return sum(a * b + bias for a, b in pairwise(sizes))


@misconception("n_params", hint="What does the affine map of a layer add after the product? How many numbers is that?")
def biases_forgotten(sizes: list[int], bias: bool = True) -> int:
    """Counts the weights only, whatever `bias` says."""
    return sum(a * b for a, b in pairwise(sizes))


@misconception("n_params", hint="Inputs are given, nothing is added to them. To which units is something added?")
def biases_on_inputs(sizes: list[int], bias: bool = True) -> int:
    """Gives every unit that sends something a bias, instead of every unit that receives something."""
    return sum(a * b for a, b in pairwise(sizes)) + (sum(sizes[:-1]) if bias else 0)


@misconception("n_params", hint="Follow the arrows into the input layer: where do they come from?")
def biases_on_every_layer(sizes: list[int], bias: bool = True) -> int:
    """Gives the inputs biases too."""
    return sum(a * b for a, b in pairwise(sizes)) + (sum(sizes) if bias else 0)


@misconception("n_params", hint="Somebody may ask for a network without biases. Where does your count listen?")
def bias_switch_ignored(sizes: list[int], bias: bool = True) -> int:
    """Counts biases even for a network without them."""
    return sum((a + 1) * b for a, b in pairwise(sizes))


@misconception("n_params_rnn", hint="What makes this network recurrent, and with which array does it do so?")
def no_recurrent_weights(D: int, H: int, K: int, bias: bool = True) -> int:
    """Leaves out the weights between the hidden state and the next one."""
    return D * H + H * K + (H + K if bias else 0)


@misconception("n_params_rnn", hint="Two products meet in the hidden state. How many vectors are added to them?")
def two_hidden_biases(D: int, H: int, K: int, bias: bool = True) -> int:
    """Counts a bias for each of the two matrices that act on the hidden state."""
    return D * H + H * H + H * K + (2 * H + K if bias else 0)


@misconception("n_params_rnn", hint="The equations add two vectors. Which of them is missing from your count?")
def rnn_biases_forgotten(D: int, H: int, K: int, bias: bool = True) -> int:
    """Counts the weights only, whatever `bias` says."""
    return D * H + H * H + H * K


@misconception("unpack", hint="What is left of v when all shapes are served, and who owns the memory you hand out?")
def views_without_a_look(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Cuts views out of the vector, and does not notice that something is left over."""
    unpacked, at = [], 0
    for shape in shapes:
        unpacked.append(v[at : at + math.prod(shape)].reshape(shape))
        at += math.prod(shape)
    return unpacked


@misconception(
    "unpack",
    hint="If somebody writes into the first unpacked array, what happens to the vector it came from?",
    exception="every value is right; only the promise of new memory is broken, and only the worker can see that",
)
def views_of_the_vector(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Checks the length, and returns views of the vector."""
    lengths = [math.prod(shape) for shape in shapes]
    if sum(lengths) != len(v):
        raise ValueError("wrong length")
    return [part.reshape(shape) for part, shape in zip(np.split(v, np.cumsum(lengths)[:-1]), shapes, strict=True)]


@misconception("pack", hint="Number the entries of a small matrix as you read it. Which of its indices moves first?")
def packs_columns_first(arrays: list[Array]) -> Array:
    """Packs each array in Fortran order, the first index running fastest."""
    return np.concatenate([array.ravel(order="F") for array in arrays])


@misconception("unpack", hint="Number the entries of a small matrix as you read it. Which of its indices moves first?")
def unpacks_columns_first(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Fills each array in Fortran order, the first index running fastest."""
    lengths = [math.prod(shape) for shape in shapes]
    if sum(lengths) != len(v):
        raise ValueError("wrong length")
    parts = np.split(v, np.cumsum(lengths)[:-1])
    return [part.reshape(shape, order="F").copy() for part, shape in zip(parts, shapes, strict=True)]


@misconception(
    "n_params",
    hint="A count is a whole number from beginning to end. Where does yours become a float?",
)
def count_is_a_float(sizes: list[int], bias: bool = True) -> float:
    """Returns the count as a float."""
    return float(sum(a * b for a, b in pairwise(sizes)) + (sum(sizes[1:]) if bias else 0))


@misconception(
    "n_params",
    hint="The caller still needs the list of layers. Which of your statements takes something out of it?",
    exception="every count is right; only the promise to leave the argument alone is broken",
)
def eats_the_list(sizes: list[int], bias: bool = True) -> int:
    """Takes the layers out of the caller's list while counting."""
    total, below = 0, sizes.pop(0)
    while sizes:
        above = sizes.pop(0)
        total += (below + bias) * above
        below = above
    return total


@misconception(
    "n_params_rnn",
    hint="A layer of 40 units has more than one bias. Whom does a bias belong to?",
    source="004, lines 943 and 2227: (H*Dx+1)+(Dy*H+1)",
)
def one_bias_per_rnn_layer(D: int, H: int, K: int, bias: bool = True) -> int:
    """Counts one bias for the state and one for the output."""
    return D * H + H * H + H * K + (2 if bias else 0)


@misconception("n_params_rnn", hint="Somebody may ask for a network without biases. Where does your count listen?")
def rnn_bias_switch_ignored(D: int, H: int, K: int, bias: bool = True) -> int:
    """Counts biases even for a network without them."""
    return D * H + H * H + H * K + H + K


@misconception("n_params_rnn", hint="Both equations add a vector at their end. To which of them did you listen?")
def output_biases_forgotten(D: int, H: int, K: int, bias: bool = True) -> int:
    """Counts the biases of the state only."""
    return D * H + H * H + H * K + (H if bias else 0)


@misconception(
    "unpack",
    hint="Your function notices a vector that is too short. What is left of one that is too long?",
)
def surplus_ignored(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Copies each block, and does not notice that something is left over."""
    unpacked, at = [], 0
    for shape in shapes:
        unpacked.append(v[at : at + math.prod(shape)].reshape(shape).copy())
        at += math.prod(shape)
    return unpacked


@misconception(
    "unpack",
    hint="The statement names an exception for vectors that do not fit. Which one does your test raise?",
)
def asserts_the_length(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Raises AssertionError for a vector of the wrong length."""
    lengths = [math.prod(shape) for shape in shapes]
    if sum(lengths) != len(v):
        raise AssertionError("wrong length")
    parts = np.split(v, np.cumsum(lengths)[:-1])
    return [part.reshape(shape).copy() for part, shape in zip(parts, shapes, strict=True)]


@misconception(
    "unpack",
    hint="A vector that does not fit is somebody's mistake. Should your function hide it by repeating numbers?",
)
def repeats_until_it_fits(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Repeats or cuts the vector until it has the right length."""
    lengths = [math.prod(shape) for shape in shapes]
    parts = np.split(np.resize(v, sum(lengths)), np.cumsum(lengths)[:-1])
    return [part.reshape(shape).copy() for part, shape in zip(parts, shapes, strict=True)]


@misconception(
    "pack",
    hint="Two arrays can be equal and lie differently in memory. Does your order come from the indices?",
    exception="right for every array that lies in memory as usual",
)
def packs_memory_as_it_lies(arrays: list[Array]) -> Array:
    """Reads the entries in the order in which they lie in memory."""
    return np.concatenate([array.ravel(order="K") for array in arrays])


@misconception(
    "pack",
    hint="If somebody writes into the vector you return, what happens to the array it came from?",
    exception="every value is right; only the promise of new memory is broken, and only the worker can see that",
)
def single_array_handed_back(arrays: list[Array]) -> Array:
    """Returns a view of the array if there is only one."""
    return arrays[0].ravel() if len(arrays) == 1 else np.concatenate([array.ravel() for array in arrays])


@misconception("n_params", hint="An output is a sum like any other. Is nothing added to it?")
def biases_on_hidden_layers_only(sizes: list[int], bias: bool = True) -> int:
    """Gives the outputs no biases."""
    return sum(a * b for a, b in pairwise(sizes)) + (sum(sizes[1:-1]) if bias else 0)


@misconception("n_params_rnn", hint="A parameter is learnt. Read in the statement where the first state comes from.")
def initial_state_counted(D: int, H: int, K: int, bias: bool = True) -> int:
    """Counts the initial state among the parameters."""
    return D * H + H * H + H * K + H + (H + K if bias else 0)


@misconception(
    "unpack",
    hint="Where the third array begins depends on the first two. What does your position remember of the first?",
    exception="right for one array and for two, so it costs the checks with longer lists only",
)
def position_not_added_up(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Starts each array at the length of the one before, instead of the sum of all before."""
    lengths = [math.prod(shape) for shape in shapes]
    if sum(lengths) != len(v):
        raise ValueError("wrong length")
    starts = [0, *lengths[:-1]]
    return [v[a : a + n].reshape(shape).copy() for a, n, shape in zip(starts, lengths, shapes, strict=True)]


@misconception(
    "pack",
    hint="Joining arrays end to end works for vectors. What has to happen to a matrix first?",
)
def matrices_not_flattened(arrays: list[Array]) -> Array:
    """Joins the arrays as they are, which fails for all but vectors."""
    return np.concatenate(arrays)


@misconception(
    "unpack",
    hint="A vector that is too short is somebody's mistake. Should your function hide it with numbers of its own?",
)
def fills_up_with_zeros(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Notices a vector that is too long, and fills one that is too short up with zeros."""
    lengths = [math.prod(shape) for shape in shapes]
    if len(v) > sum(lengths):
        raise ValueError("wrong length")
    filled = np.concatenate([v, np.zeros(sum(lengths) - len(v))])
    parts = np.split(filled, np.cumsum(lengths)[:-1])
    return [part.reshape(shape).copy() for part, shape in zip(parts, shapes, strict=True)]
