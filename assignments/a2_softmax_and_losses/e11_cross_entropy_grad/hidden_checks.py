"""What students do not see: values on and off the label, soft targets, and logits chosen to break things."""

import numpy as np

from grader.exercise import assert_close, check, given

from .public_checks import any_batch, computes_pair, logits, square_logits, with_labels, with_targets


@check(weight=3, hint="Take one row and its label. Write the loss as a function of that one logit and differentiate.")
@given(pair=with_labels(any_batch | square_logits))
def right_on_the_label(student, reference, pair):
    """With one-hot targets the gradient has the right value on every label."""
    on_label = pair["Y"] == 1
    found, exact = student.ce_grad_logits(**pair), reference.ce_grad_logits(**pair)
    assert_close(found[on_label], exact[on_label], "The gradient on the labels")


@check(weight=3, hint="A wrong class takes its probability from the right one. Through which part of softmax?")
@given(pair=with_labels(any_batch | square_logits))
def right_off_the_label(student, reference, pair):
    """With one-hot targets the gradient has the right value everywhere but on the labels."""
    off_label = pair["Y"] == 0
    found, exact = student.ce_grad_logits(**pair), reference.ce_grad_logits(**pair)
    assert_close(found[off_label], exact[off_label], "The gradient off the labels")


@check(
    weight=6,
    hint="The loss is linear in the targets. What does your code do with a target of 0.8?",
    guard=computes_pair,
)
@given(examples=20, pair=with_targets(logits | square_logits))
def soft_targets_mix_one_hot_ones(student, pair):
    """The gradient for soft targets is the mean of your gradients for each class, weighted by the targets."""
    Z, Y = pair["Z"], pair["Y"]
    mean = np.zeros(Z.shape)
    for k in range(Z.shape[1]):
        label = np.zeros(Z.shape)
        label[:, k] = 1.0
        mean += Y[:, k : k + 1] * student.ce_grad_logits(Z, label)
    assert_close(student.ce_grad_logits(Z, Y), mean, "The gradient for soft targets", atol=1e-10)


@check(
    weight=2,
    hint="If the prediction is already what was asked for, can any small step still lower the loss?",
    guard=computes_pair,
)
@given(pair=with_targets(logits))
def zero_where_prediction_is_target(student, reference, pair):
    """The gradient is 0 where the targets are the probabilities themselves."""
    Z = pair["Z"]
    found = student.ce_grad_logits(Z, reference.softmax(Z))
    assert_close(found, np.zeros(Z.shape), "The gradient at the minimum", atol=1e-10)


HUGE = [
    (np.array([1e4, 0.0, -1e4]), np.array([0.0, 0.0, 1.0])),  # the label is the least likely class
    (np.array([1e4, 0.0, -1e4]), np.array([1.0, 0.0, 0.0])),
    (np.array([-1e4, -1e4 + 1, -1e4]), np.array([0.2, 0.3, 0.5])),
    (np.array([710.0, 709.0]), np.array([0.0, 1.0])),
    (np.zeros(3), np.array([0.0, 1.0, 0.0])),
    (np.array([[1e4, 1e4 - 1, 0.0]]), np.array([[0.0, 0.5, 0.5]])),  # a batch of one row
    (np.array([2e3, 1.0, 0.0, 2e3]), np.array([0.0, 0.5, 0.5, 0.0])),
    (np.array([[1.0, 2.0], [-5e3, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])),
    # Rows that differ by 2e4, on a square without symmetry.
    (np.array([[1e4, 1e4 - 1], [-1e4, -1e4 + 2]]), np.array([[0.0, 1.0], [1.0, 0.0]])),
    # Duplicate rows with the same label and with another.
    (np.array([[-1e4, 1e4], [-1e4, 1e4], [-1e4, 1e4]]), np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])),
]


@check(weight=4, hint="Logits may be too large for exp, and probabilities too small for ln or for a division.")
def stable_for_huge_logits(student, reference):
    """The gradient is finite and right for logits as large as ±10⁴, in one row or across rows."""
    for Z, Y in HUGE:
        assert_close(student.ce_grad_logits(Z, Y), reference.ce_grad_logits(Z, Y), "The gradient", atol=1e-10)
