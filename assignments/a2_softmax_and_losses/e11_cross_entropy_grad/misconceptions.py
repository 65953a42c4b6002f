"""What goes wrong in practice, as code: each replaces one function of the reference."""

import numpy as np

from grader.exercise import Array, misconception


def softmax(Z: Array) -> Array:
    """Return the softmax of each row."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@misconception("ce_grad_logits", hint="If the right class becomes likelier the loss falls. Which sign has its slope?")
def sign_of_difference(Z: Array, Y: Array) -> Array:
    """Takes the target minus the prediction, the direction in which the loss falls."""
    return np.asarray(Y - softmax(Z))


@misconception(
    "ce_grad_logits",
    hint="Raising the logit of a wrong class takes probability from the right one. Is that free?",
    source="004, lines 465, 517-523 and 582: y (yhat - 1), so 0 off the label; a dead end there",
)
def zero_off_the_label(Z: Array, Y: Array) -> Array:
    """Has a gradient on the label only, as if a class had no influence on the others."""
    return np.asarray(Y * (softmax(Z) - 1))


@misconception(
    "ce_grad_logits",
    hint="The loss of this course is a sum over examples, and one row has no examples to count. What did you count?",
    source="001, line 724: / len(true), which for one vector is the number of classes",
)
def divided_by_length(Z: Array, Y: Array) -> Array:
    """Divides by the length of the targets: the examples of a batch, the classes of a single row."""
    return np.asarray((softmax(Z) - Y) / len(Y))


@misconception(
    "ce_grad_logits",
    hint="The loss sums over classes too. Where does your factor come from?",
    source="004, line 528: 1/n over classes",
)
def divided_by_classes(Z: Array, Y: Array) -> Array:
    """Averages over the classes."""
    return np.asarray((softmax(Z) - Y) / Z.shape[-1])


@misconception(
    "ce_grad_logits",
    hint="Targets are probabilities. What has to happen to logits before the two can be compared?",
    exception="softmax is missing altogether: a straight line, as of somebody who knows nothing; no property counts",
)
def logits_taken_for_probabilities(Z: Array, Y: Array) -> Array:
    """Subtracts the targets from the logits themselves."""
    return np.asarray(Z - Y)


@misconception(
    "ce_grad_logits",
    hint="That is the slope at the probabilities. Which function lies between them and the logits?",
)
def gradient_at_probabilities(Z: Array, Y: Array) -> Array:
    """Returns the gradient with respect to the probabilities and not to the logits."""
    return np.asarray(-Y / softmax(Z))


@misconception(
    "ce_grad_logits",
    hint="Classes exclude one another. Do your probabilities of a row sum to one?",
    exception="another model altogether: only signs, linearity and independence of other rows are right",
)
def sigmoid_for_softmax(Z: Array, Y: Array) -> Array:
    """Applies the sigmoid to each logit where classes share one softmax."""
    return np.asarray(0.5 * (1 + np.tanh(Z / 2)) - Y)


@misconception(
    "ce_grad_logits",
    hint="Derive the whole chain once, from loss to logit. How often does the derivative of softmax come up in it?",
)
def softmax_slope_twice(Z: Array, Y: Array) -> Array:
    """Multiplies by the slope of softmax once more."""
    p = softmax(Z)
    return np.asarray((p - Y) * p * (1 - p))


@misconception(
    "ce_grad_logits",
    hint="A target of 0.8 is neither 0 nor 1. What is lost when you look for the largest entry?",
)
def hard_labels(Z: Array, Y: Array) -> Array:
    """Takes the largest target of a row for a label, whatever the others are."""
    return np.asarray(softmax(Z) - np.eye(Y.shape[-1])[Y.argmax(axis=-1)])


@misconception(
    "ce_grad_logits",
    hint="exp overflows for large logits. Which shift of a row is free and makes them harmless?",
)
def no_shift(Z: Array, Y: Array) -> Array:
    """Exponentiates the logits as they are, which overflows for large ones."""
    e = np.exp(Z)
    return np.asarray(e / e.sum(axis=-1, keepdims=True) - Y)


@misconception(
    "ce_grad_logits",
    hint="Two arrays stand in a softmax, above and below the line. To which of them did you apply exp?",
    source="001, line 724: output /= sum(temp), where temp / sum(temp) is meant",
    exception="no probabilities to begin with: every value is wrong, and rows neither sum to zero nor forgive a shift",
)
def logits_over_sum_of_exp(Z: Array, Y: Array) -> Array:
    """Divides the logits, and not their exponentials, by the sum of exponentials."""
    return np.asarray(Z / np.exp(Z).sum(axis=-1, keepdims=True) - Y)


@misconception(
    "ce_grad_logits",
    hint="Each example has a distribution of its own. Which entries share a sum?",
)
def one_sum_for_all_rows(Z: Array, Y: Array) -> Array:
    """Normalises the softmax over the whole batch instead of each row."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum() - Y)


@misconception(
    "ce_grad_logits",
    hint="Your probabilities sum to one over all examples together. Over which entries should they?",
    exception="no property of a batch holds; only a single example has the right gradient",
)
def batch_as_one_row(Z: Array, Y: Array) -> Array:
    """Takes the softmax of the whole batch at once, as if it were a single row."""
    e = np.exp(Z - Z.max())
    return np.asarray(e / e.sum() - Y)


@misconception(
    "ce_grad_logits",
    hint="The caller still needs the targets. Which of your statements changes Y itself?",
    exception="every value is right; only the promise to leave the arguments alone is broken",
)
def writes_into_targets(Z: Array, Y: Array) -> Array:
    """Subtracts in place, in the array of the targets."""
    np.subtract(softmax(Z), Y, out=Y)
    return Y.copy()


@misconception(
    "ce_grad_logits",
    hint="The loss of this course is a sum over examples. Where does your 1/N come from?",
    source="001, line 724: / len(true)",
)
def divided_by_examples(Z: Array, Y: Array) -> Array:
    """Averages over the examples of a batch; a single row is right."""
    return np.asarray((softmax(Z) - Y) / (len(Z) if Z.ndim == 2 else 1))


@misconception(
    "ce_grad_logits",
    hint="A factor of two comes from a square. Is there a square in this loss?",
    source="001, lines 987 and 1127: the derivative of a squared error, with its 2",
)
def factor_of_squared_error(Z: Array, Y: Array) -> Array:
    """Doubles the gradient, as for a squared error."""
    return np.asarray(2 * (softmax(Z) - Y))


@misconception(
    "ce_grad_logits",
    hint="The logarithm belongs to the loss. Is it still there after differentiating?",
)
def log_probabilities(Z: Array, Y: Array) -> Array:
    """Subtracts the targets from the logarithms of the probabilities."""
    return np.asarray(Z - np.logaddexp.reduce(Z, axis=-1, keepdims=True) - Y)


@misconception(
    "ce_grad_logits",
    hint="Classes are on the last axis. Along which axis do your probabilities sum to one?",
    exception="another distribution altogether: only a single row is right",
)
def sum_over_examples(Z: Array, Y: Array) -> Array:
    """Normalises the softmax over axis 0, the examples, instead of the classes."""
    e = np.exp(Z - Z.max(axis=0))
    return np.asarray(e / e.sum(axis=0) - Y)


@misconception(
    "ce_grad_logits",
    hint="One maximum for the whole batch leaves rows far below it at exp(-huge) = 0. Whose maximum does a row need?",
)
def one_maximum_for_all_rows(Z: Array, Y: Array) -> Array:
    """Shifts every row by the largest logit of the whole batch."""
    e = np.exp(Z - Z.max())
    return np.asarray(e / e.sum(axis=-1, keepdims=True) - Y)


@misconception(
    "ce_grad_logits",
    hint="On a square batch, shapes (N,) and (N, K) broadcast in silence. Along which axis?",
    exception="wrong for square batches and an exception for others: only a single row is right",
)
def sums_broadcast_along_rows(Z: Array, Y: Array) -> Array:
    """Divides by row sums without keeping their axis: wrong for square batches, an error for others."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1) - Y)


@misconception(
    "ce_grad_logits",
    hint="You look for targets that are exactly one. What happens to a target of 0.8?",
)
def certain_labels_only(Z: Array, Y: Array) -> Array:
    """Subtracts 1 where the target is exactly 1, and nothing for soft targets."""
    return np.asarray(softmax(Z) - (Y == 1))


@misconception(
    "ce_grad_logits",
    hint="You divide by a probability that may have rounded to zero, and multiply by it later. What cancels on paper?",
    exception="right wherever no probability rounds to zero, so it costs the check on huge logits only",
)
def jacobian_times_quotient(Z: Array, Y: Array) -> Array:
    """Multiplies the Jacobian of softmax by -y/p, which is 0/0 where a probability rounds to 0."""
    p = softmax(Z)
    inner = -Y / p
    return np.asarray(p * (inner - np.sum(inner * p, axis=-1, keepdims=True)))


@misconception(
    "ce_grad_logits",
    hint="The caller still needs the logits. Which of your statements changes Z itself?",
    exception="every value is right; only the promise to leave the arguments alone is broken",
)
def writes_into_logits(Z: Array, Y: Array) -> Array:
    """Subtracts the maximum in place, in the array of the logits."""
    Z -= Z.max(axis=-1, keepdims=True)
    return np.asarray(softmax(Z) - Y)


@misconception(
    "ce_grad_logits",
    hint="A single row was asked for and a batch of one came back. What did you do to the shape, and who undoes it?",
)
def row_made_a_batch(Z: Array, Y: Array) -> Array:
    """Returns (1, K) for a single row of shape (K,)."""
    return np.asarray(softmax(np.atleast_2d(Z)) - Y)


@misconception(
    "ce_grad_logits",
    hint="A batch of one row is still a batch. What does your last step do to sides of length one?",
)
def batch_of_one_squeezed(Z: Array, Y: Array) -> Array:
    """Drops every side of length one from the result."""
    return np.squeeze(softmax(Z) - Y)


@misconception(
    "ce_grad_logits",
    hint="You treat one class as if its logit were fixed. Which of the logits does the statement let you change?",
    exception="one class of each row is wrong, wherever it is looked at",
)
def last_class_left_out(Z: Array, Y: Array) -> Array:
    """Has no gradient for the last class, as if it were the one that others are compared with."""
    G = np.asarray(softmax(Z) - Y)
    G[..., -1] = 0.0
    return G


@misconception(
    "ce_grad_logits",
    hint="The loss of this course is a sum, over examples and over classes. What is left to divide by?",
    source="001, line 724 and 004, line 528: 1/n over examples, and over classes",
)
def divided_by_all_entries(Z: Array, Y: Array) -> Array:
    """Averages over the examples and the classes."""
    return np.asarray((softmax(Z) - Y) / Z.size)


@misconception(
    "ce_grad_logits",
    hint="Which of the two arguments comes first, and which of them does your code take for logits?",
    exception="the logits are never put through softmax: a straight line in them, and no property counts",
)
def arguments_swapped(Z: Array, Y: Array) -> Array:
    """Takes the first argument for the targets and the second for the logits."""
    return np.asarray(softmax(Y) - Z)


@misconception(
    "ce_grad_logits",
    hint="Two examples with the same logits and other labels get the same gradient from you. Which argument is unused?",
    exception="half of the gradient is missing, and with it all that depends on the targets",
)
def targets_left_out(Z: Array, Y: Array) -> Array:
    """Returns the probabilities themselves, without the targets."""
    return softmax(Z)


@misconception(
    "ce_grad_logits",
    hint="Targets are probabilities already. What would a softmax make of a one-hot row?",
    exception="no row is compared with its targets: only what looks at the logits is right",
)
def softmax_of_targets_too(Z: Array, Y: Array) -> Array:
    """Applies softmax to the targets as well."""
    return np.asarray(softmax(Z) - softmax(Y))
