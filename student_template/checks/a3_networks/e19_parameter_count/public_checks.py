"""What students can run themselves: worked numbers and properties of counts and of packed vectors."""

import math
from itertools import pairwise

import numpy as np

from grader.exercise import (
    arrays,
    assert_equal,
    assert_that,
    check,
    find_worked_numbers,
    given,
    integers,
    lists,
)

from . import spec

WORKED = find_worked_numbers(spec)
WORKED_COUNTS = [(call, count) for call, count in WORKED if call.function == "n_params"]
WORKED_RNN_COUNTS = [(call, count) for call, count in WORKED if call.function == "n_params_rnn"]
((WORKED_ARRAYS,), WORKED_VECTOR) = next((call.arguments, v) for call, v in WORKED if call.function == "pack")

layers = lists(integers(1, 9), 2, 5)
deep_layers = lists(integers(1, 9), 3, 6)
small_arrays = arrays("(n)") | arrays("(n,k)") | arrays("(n,k,m)", n=(1, 3), k=(1, 3), m=(1, 3))
array_lists = lists(small_arrays, 1, 4)


def widen(sizes, *widened):
    """Return these layers with one more unit in each of those that are named."""
    return [size + (layer in widened) for layer, size in enumerate(sizes)]


def counts(student, sizes):
    """Fail for counts that need no work, for which most properties hold trivially.

    A unit more in each of two neighbours makes one more weight than either does by itself. That is so for any count
    of weights, whatever it thinks of biases, and not for constants, for sums of the sizes or for the product of all.
    """
    one = sum(sizes) % (len(sizes) - 1)  # any layer but the last, another one from case to case
    both = student.n_params(widen(sizes, one, one + 1), bias=True) + student.n_params(sizes, bias=True)
    each = sum(student.n_params(widen(sizes, layer), bias=True) for layer in (one, one + 1))
    assert_that(both - each == 1, "n_params does not count a weight between two new units.", actual=both - each)


def lively(packed):
    """Return arrays like the drawn ones whose entries are at least 2.5 in size, so that no filler looks like them."""
    return [np.copysign(2.5 + np.abs(array), array) for array in packed]


def entries(listed):
    """Return all entries of a list of arrays."""
    return np.concatenate([array.ravel() for array in listed])


def assert_packs(student, packed):
    """Fail unless pack returns the entries of the arrays, in whatever order."""
    vector = student.pack(packed)
    got, want = np.sort(vector), np.sort(entries(packed))
    in_single = np.array_equal(got, want.astype(np.float32))
    summary = "pack does not return the entries of the arrays."
    assert_that(np.array_equal(got, want), summary, actual=vector, in_single=in_single)


def packs(student, packed):
    """Fail for vectors that need no work, for which most properties hold trivially."""
    assert_packs(student, lively(packed))


def packs_networks(student, sizes):
    """Fail for vectors that need no work where a network is packed."""
    assert_packs(student, lively(network_arrays(sizes)))


def unpacks(student, packed):
    """Fail for arrays that need no work, for which most properties hold trivially.

    They hold entries of the vector and nothing else. The vector has no entry twice, and so the first two arrays have
    none twice; whoever loses the place later on is right about these.
    """
    v = np.cumsum(2.5 + np.abs(entries(packed)))
    unpacked = student.unpack(v, [array.shape for array in packed])
    assert_that(len(unpacked) == len(packed), "unpack does not return one array for each shape.", actual=unpacked)
    first_two = entries(unpacked[:2])
    once = len(np.unique(first_two)) == len(first_two)
    content, in_single = (np.isin(entries(unpacked), known).all() and once for known in (v, v.astype(np.float32)))
    summary = "unpack does not return entries of the vector, each once."
    assert_that(content, summary, actual=unpacked, in_single=in_single)


def assert_unpacked(found, expected):
    """Compare lists of arrays exactly: nothing is computed on the way."""
    assert_that(len(found) == len(expected), "unpack does not return one array for each shape.", actual=found)
    for array, right in zip(found, expected, strict=True):
        assert_that(array.shape == right.shape, "unpack returns an array of another shape than asked.", actual=array)
        assert_equal(array, right, "An array that unpack returns")


def network_arrays(sizes):
    """Return weights and biases of a network with these layers, filled with different numbers."""
    made = []
    for a, b in pairwise(sizes):
        made += [np.arange(1.0, a * b + 1).reshape(a, b), -np.arange(1.0, b + 1)]
    return made


@check(hint="Draw the network of 3, 2 and 2 units. Which arrays does it need, and of which shapes?")
def worked_counts(student):
    """n_params gives the worked numbers of the statement."""
    for call, expected in WORKED_COUNTS:
        assert_equal(student.n_params(*call.arguments, **({"bias": True} | call.options)), expected, "The count")
    call, expected = WORKED_COUNTS[0]
    assert_equal(student.n_params(*call.arguments), expected, "The count without a word on biases")


@check(hint="Read the two equations from left to right and write down each array you meet, with its shape.")
def worked_rnn_counts(student):
    """n_params_rnn gives the worked numbers of the statement."""
    for call, expected in WORKED_RNN_COUNTS:
        assert_equal(student.n_params_rnn(*call.arguments, **({"bias": True} | call.options)), expected, "The count")
    call, expected = WORKED_RNN_COUNTS[0]
    assert_equal(student.n_params_rnn(*call.arguments), expected, "The count without a word on biases")


@check(weight=2, hint="Which layers have a bias at all, and how many numbers is the bias of one layer?", guard=counts)
@given(sizes=layers)
def biases_belong_to_receiving_units(student, sizes):
    """Biases add one parameter for every unit that is not an input."""
    added = student.n_params(sizes, bias=True) - student.n_params(sizes, bias=False)
    assert_equal(added, sum(sizes[1:]), "The number of biases")


@check(
    hint="Cut the network in two at a hidden layer. Does any parameter get lost, or get counted twice?", guard=counts
)
@given(sizes=deep_layers)
def counts_add_up_at_a_hidden_layer(student, sizes):
    """A network has as many parameters as its two parts when it is cut at a hidden layer."""
    for bias in (True, False):
        for cut in range(1, len(sizes) - 1):
            parts = student.n_params(sizes[: cut + 1], bias=bias) + student.n_params(sizes[cut:], bias=bias)
            assert_equal(student.n_params(sizes, bias=bias), parts, "The count of the whole network")


@check(
    weight=2,
    hint="Make the arrays of a small network, full of zeros, and pack them. Which length did you expect?",
    guard=packs_networks,
)
@given(examples=20, sizes=layers)
def count_is_the_packed_size(student, sizes):
    """n_params is the length of the network's packed weights and biases."""
    made = network_arrays(sizes)
    assert_equal(student.n_params(sizes), student.pack(made).size, "The count, against the packed arrays,")
    weights_only = student.pack(made[::2]).size
    assert_equal(student.n_params(sizes, bias=False), weights_only, "The count, against the packed weights,")


@check(
    weight=2,
    hint="Pack a 2 by 3 matrix and unpack it again, on paper. Where does each entry go, and come from?",
    guard=packs,
)
@given(packed=array_lists)
def unpack_inverts_pack(student, packed):
    """Unpacking what was packed gives the same arrays back."""
    vector = student.pack(packed)
    assert_that(vector.size == sum(array.size for array in packed), "pack loses or adds entries.", actual=vector)
    assert_unpacked(student.unpack(vector, [array.shape for array in packed]), packed)


@check(weight=3, hint="Number the entries of a small matrix as you would read them. Which of its indices moves first?")
@given(examples=20, sides=lists(integers(2, 3), 3, 3), first=integers(2, 99))
def entries_are_in_c_order(student, sides, first):
    """The last index runs fastest, within an array and in both directions."""
    assert_equal(student.pack(WORKED_ARRAYS), WORKED_VECTOR, "The packed vector")
    for shape in (tuple(sides[:2]), tuple(sides)):
        ordered = first - np.arange(float(math.prod(shape)))  # falling, for which sorting is no help
        assert_equal(student.pack([ordered.reshape(shape)]), ordered, "The packed vector of one array")
        assert_unpacked(student.unpack(ordered, [shape]), [ordered.reshape(shape)])
