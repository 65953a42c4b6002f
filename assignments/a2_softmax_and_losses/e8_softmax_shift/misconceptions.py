"""What goes wrong in practice, as code: each replaces one function of the reference."""

import numpy as np

from grader.misconceptions import misconception
from grader.spec import Array


@misconception("softmax", hint="exp overflows for large logits. Which shift of a row is free and makes them harmless?")
def no_shift(Z: Array) -> Array:
    """Exponentiates the logits as they are, which overflows for large ones."""
    e = np.exp(Z)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception("softmax", hint="Each row is a distribution of its own. Which entries share a sum?")
def one_sum_for_all_rows(Z: Array) -> Array:
    """Divides by the sum over the whole batch."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum())


@misconception("softmax", hint="Classes are on the last axis. Along which axis do your probabilities sum to one?")
def sum_over_examples(Z: Array) -> Array:
    """Normalises over axis 0, the examples, instead of the classes."""
    e = np.exp(Z - Z.max(axis=0))
    return np.asarray(e / e.sum(axis=0))


@misconception(
    "softmax",
    hint="One maximum for the whole batch leaves rows far below it at exp(-huge) = 0. Whose maximum does a row need?",
)
def one_maximum_for_all_rows(Z: Array) -> Array:
    """Subtracts the largest logit of the whole batch from every row."""
    e = np.exp(Z - Z.max())
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception("softmax", hint="On a square batch, shapes (N,) and (N, K) broadcast in silence. Along which axis?")
def sums_broadcast_along_rows(Z: Array) -> Array:
    """Divides by row sums without keeping their axis: wrong for square batches, an error for others."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1))


@misconception(
    "softmax",
    hint="The caller's array is not yours to write into. Which of your statements changes Z itself?",
    exception="every value is right; only the promise to leave the argument alone is broken",
)
def writes_into_argument(Z: Array) -> Array:
    """Subtracts the maximum from the argument in place."""
    Z -= Z.max(axis=-1, keepdims=True)
    e = np.exp(Z)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="Probabilities of exclusive classes share one denominator. Do yours sum to one?",
    exception="another function altogether: nothing but its shape and its independence of other rows is right",
)
def sigmoid_of_each(Z: Array) -> Array:
    """Applies the sigmoid to each logit."""
    return np.asarray(0.5 * (1 + np.tanh(Z / 2)))


@misconception(
    "softmax",
    hint="Which function makes every logit positive before you normalise?",
    source="004, lines 286-290: [1, 2] normalised to [1/3, 2/3], corrected there later",
    exception="another function altogether: logits that sum to zero even divide by it",
)
def ratio_of_logits(Z: Array) -> Array:
    """Normalises the logits themselves, without exponentiating."""
    return np.asarray(Z / Z.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="Softmax forgives a shift of a row, but not a factor. What did you do with the maximum?",
    exception="a factor changes every value, so whatever compares values sees it",
)
def divides_by_maximum(Z: Array) -> Array:
    """Divides the logits by their maximum instead of subtracting it."""
    largest = np.abs(Z).max(axis=-1, keepdims=True)
    e = np.exp(Z / np.where(largest == 0, 1, largest))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))
