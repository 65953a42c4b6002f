"""What goes wrong in practice, as code: each replaces one function of the reference."""

import numpy as np

from grader.exercise import Array, misconception


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


@misconception(
    "softmax",
    hint="All entries of your batch sum to one together. Which of them are alternatives to one another?",
)
def batch_as_one_row(Z: Array) -> Array:
    """Normalises the whole batch at once, as if it were a single row."""
    e = np.exp(Z - Z.max())
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
    exception="a factor changes every value, and a maximum of zero divides by zero",
)
def divides_by_maximum(Z: Array) -> Array:
    """Divides the logits by their maximum instead of subtracting it."""
    e = np.exp(Z / Z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="Two arrays stand in a softmax, above and below the line. To which of them did you apply exp?",
    source="001, line 724: output /= sum(temp), where temp / sum(temp) is meant",
    exception="no probabilities to begin with: rows do not sum to one and nothing is positive",
)
def logits_over_sum_of_exp(Z: Array) -> Array:
    """Divides the logits, and not their exponentials, by the sum of exponentials."""
    return np.asarray(Z / np.exp(Z).sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="Which class should be the most likely one? Raise a logit and look at what your exponential does.",
    exception="every value is wrong unless all logits are equal; only sums and symmetries are right",
)
def sign_of_exponent(Z: Array) -> Array:
    """Uses exp(-z), so that the largest logit gets the smallest probability."""
    e = np.exp(Z.min(axis=-1, keepdims=True) - Z)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="Rows should share nothing. Which numbers of other rows enter what you subtract?",
)
def maximum_of_each_class(Z: Array) -> Array:
    """Subtracts the largest logit of each class over the batch, another number in every entry of a row."""
    e = np.exp(Z - Z.max(axis=0))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="A row of very negative logits needs to be lifted, not lowered. What is the largest entry of such a row?",
)
def largest_magnitude_subtracted(Z: Array) -> Array:
    """Subtracts the largest absolute value, which turns a row of very negative logits into 0/0."""
    e = np.exp(Z - np.abs(Z).max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="After a good shift no exponent is above zero. What is the largest exponent after yours?",
)
def mean_subtracted(Z: Array) -> Array:
    """Subtracts the mean of each row, which leaves large logits large."""
    e = np.exp(Z - Z.mean(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="After a good shift no exponent is above zero. Which end of the row did you take?",
)
def minimum_subtracted(Z: Array) -> Array:
    """Subtracts the smallest logit of each row instead of the largest."""
    e = np.exp(Z - Z.min(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="Making each logit a response first and then normalising bounds how far classes can be apart. Which function "
    "keeps their ratios?",
    exception="another function altogether: only sums, order and symmetries are right",
)
def normalised_sigmoids(Z: Array) -> Array:
    """Normalises the sigmoids of the logits."""
    s = 0.5 * (1 + np.tanh(Z / 2))
    return np.asarray(s / s.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="Can a probability be negative? Your answer is one step further than what was asked for.",
    exception="the values are right, on another scale: all that looks at them sees it",
)
def logarithm_returned(Z: Array) -> Array:
    """Returns the logarithm of the softmax."""
    shifted = Z - Z.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


@misconception(
    "softmax",
    hint="A single row was asked for and a batch of one came back. What did you do to the shape, and who undoes it?",
)
def row_made_a_batch(Z: Array) -> Array:
    """Returns (1, K) for a single row of shape (K,)."""
    Z = np.atleast_2d(Z)
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


@misconception(
    "softmax",
    hint="A batch of one row is still a batch. What does your last step do to sides of length one?",
)
def batch_of_one_squeezed(Z: Array) -> Array:
    """Drops every side of length one from the result."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.asarray(np.squeeze(e / e.sum(axis=-1, keepdims=True)))


@misconception(
    "softmax",
    hint="A shift is free because it stands above and below the line. Where does yours stand?",
    exception="every value is wrong unless the largest logit is 0; only signs and orders are right",
)
def shifted_above_the_line_only(Z: Array) -> Array:
    """Subtracts the maximum in the numerator and not in the sum."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.asarray(e / np.exp(Z).sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="A shift is free because it stands above and below the line. In which of the two is yours missing?",
    exception="every value is wrong unless the largest logit is 0; most are huge, so that no property counts",
)
def shifted_below_the_line_only(Z: Array) -> Array:
    """Subtracts the maximum in the sum and not in the numerator."""
    shifted = Z - Z.max(axis=-1, keepdims=True)
    return np.asarray(np.exp(Z) / np.exp(shifted).sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="By the time that you subtract, exp has already overflowed. What is it that may be shifted for free?",
    exception="a difference of exponentials is none: hardly a property is left",
)
def maximum_subtracted_after_exp(Z: Array) -> Array:
    """Subtracts the largest logit from the exponentials instead of the logits."""
    e = np.exp(Z) - Z.max(axis=-1, keepdims=True)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "softmax",
    hint="Try two rows of three logits: which shapes meet when you subtract the maxima, and when you divide?",
)
def maxima_and_sums_broadcast_along_rows(Z: Array) -> Array:
    """Uses row maxima and row sums without keeping their axis: wrong for square batches, an error for others."""
    e = np.exp(Z - Z.max(axis=-1))
    return np.asarray(e / e.sum(axis=-1))


@misconception(
    "softmax",
    hint="The nan was a message. What do you return for [1001, 1002] now, and does it sum to one?",
)
def overflow_hidden(Z: Array) -> Array:
    """Replaces the nan of an overflow by 0."""
    e = np.exp(Z)
    return np.asarray(np.nan_to_num(e / e.sum(axis=-1, keepdims=True)))
