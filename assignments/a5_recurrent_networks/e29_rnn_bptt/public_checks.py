"""What students can run themselves: worked numbers and properties of the network's loss and gradient."""

import numpy as np

from grader.exercise import (
    SMALLEST_CONTENT,
    arrays,
    assert_close,
    assert_computes,
    assert_that,
    check,
    distributions,
    does_not_mutate,
    find_worked_numbers,
    floats,
    given,
    gradient_matches_own_loss,
)

from . import spec


def fx(shape, k, scale=0.5):
    """Return sines of whole numbers, as the statement defines them."""
    return scale * np.sin(k + np.arange(np.prod(shape))).reshape(shape)


WORKED = {
    "X": np.eye(4)[[0, 1, 2, 2]],
    "Y": np.eye(4)[[1, 2, 2, 3]],
    "h0": np.zeros(3),
    "Wxh": fx((4, 3), 1),
    "Whh": fx((3, 3), 2),
    "Why": fx((3, 4), 3),
    "bh": fx((3,), 4, 0.1),
    "by": fx((4,), 5, 0.1),
}
WORKED_GRADS = dict(find_worked_numbers(spec))
WORKED_LOSS = WORKED_GRADS.pop("$L$")
# The output first, then the states, then what feeds them: the first key that is wrong is where to look.
KEYS = ("dby", "dWhy", "dX", "dh0", "dbh", "dWxh", "dWhh")
PARAMETERS = {name: f"d{name}" for name in ("X", "h0", "Wxh", "Whh", "Why", "bh", "by")}


def networks(**sides):
    """Draw the eight required arguments: a sequence, its one-hot or soft targets, a state and the weights.

    The initial state is never zero, and the output biases are not all equal: with all other numbers zero, the
    gradient could otherwise vanish.
    """

    def complete(net):
        T, K = len(net["X"]), len(net["by"])
        weights = {name: net[name] for name in ("Wxh", "Whh", "Why", "bh")}
        h0, by = net["h0"] + 0.1, net["by"] + fx((K,), 1, 0.2)
        return distributions(T, K).map(lambda Y: {"X": net["X"], "Y": Y, "h0": h0} | weights | {"by": by})

    drawn = arrays(
        "X:(t,d), h0:(h), Wxh:(d,h), Whh:(h,h), Why:(h,k), bh:(h), by:(k)",
        scale=0.5,
        **({"d": (1, 3), "h": (1, 3), "k": (2, 4)} | sides),
    )
    return drawn.flatmap(complete)


def masked(nets):
    """Draw networks of which some have a mask: zeros and ones, or any real weights."""

    def with_mask(net):
        T = len(net["X"])
        # A first step that counts keeps the loss from being zero whatever the network says.
        some_steps = arrays("(t)", t=T).map(lambda m: net | {"mask": np.where(np.arange(T) == 0, 1.0, m > 0.25)})
        any_weights = arrays("(t)", t=T).map(lambda m: net | {"mask": np.where(np.arange(T) == 0, 1.3, m)})
        return some_steps | any_weights

    return nets | nets.flatmap(with_mask)


def computes(student):
    """Fail for gradients that need no work, for which most properties hold trivially."""
    found = student.rnn_bptt(**WORKED)
    assert_computes(found["dWxh"], WORKED["Wxh"])
    assert_computes(found["dX"], WORKED["X"])


@check(weight=2, hint="Follow the first two steps of the example on paper: h_1, its prediction, its share of the loss.")
def worked_loss(student):
    """rnn_loss gives the worked number of the statement."""
    # Eleven digits are printed in the statement.
    assert_close(student.rnn_loss(**WORKED), WORKED_LOSS, "The loss", rtol=1e-8, atol=1e-9)


@check(weight=4, hint="The first key that differs is where to look: output first, then states, then what feeds them.")
def worked_gradients(student):
    """rnn_bptt gives the worked numbers of the statement."""
    found = student.rnn_bptt(**WORKED)
    for key in KEYS:
        # Twelve digits are printed in the statement.
        assert_close(found[key], WORKED_GRADS[key], key, rtol=1e-8, atol=1e-9)


gradient_is_that_of_own_loss = gradient_matches_own_loss(
    "rnn_loss",
    "rnn_bptt",
    PARAMETERS,
    masked(networks()),
    weight=4,
    hint="The entry named above has a slope in your own loss that your gradient does not say. Derive that one entry.",
)


@check(
    weight=2,
    hint="Each step's share of the loss is m_t times something without m. What about its slope?",
    guard=computes,
)
@given(examples=15, net=networks(t=3), a=floats(-2, 2), b=floats(-2, 2))
def gradients_are_linear_in_the_mask(student, net, a, b):
    """All gradients are linear in the mask, and no mask is a mask of ones."""
    first, second = np.array([1.0, 0.0, 0.5]), np.array([0.0, -1.0, 2.0])
    one, other, mixed, ones, plain, none = (
        student.rnn_bptt(**net, **options)
        for options in (
            {"mask": first},
            {"mask": second},
            {"mask": a * first + b * second},
            {"mask": np.ones(3)},
            {},
            {"mask": None},
        )
    )
    for key in KEYS:
        assert_close(mixed[key], a * one[key] + b * other[key], f"{key} for a mixture of two masks", atol=1e-10)
        assert_close(plain[key], ones[key], f"{key} without a mask", atol=1e-10)
        assert_close(none[key], ones[key], f"{key} with None as the mask", atol=1e-10)


@check(weight=2, hint="If only the third prediction counts, which inputs have had a part in it?")
def only_the_past_matters(student):
    """If only the third step counts, the inputs up to it have a gradient, and those after it have none."""
    net = WORKED | {"X": fx((5, 4), 6), "Y": np.eye(4)[[1, 2, 2, 3, 0]], "h0": fx((3,), 7), "Whh": fx((3, 3), 2, 1.5)}
    dX = student.rnn_bptt(**net, mask=np.array([0.0, 0.0, 1.0, 0.0, 0.0]))["dX"]
    # The right values are 0.003 and more; half or a fifth of them is somebody else's mistake, and no zero.
    assert_that(np.abs(dX[2]).max() > SMALLEST_CONTENT, "dX is zero at the step that counts.", actual=dX)
    assert_that(
        np.abs(dX[0]).max() > SMALLEST_CONTENT, "dX is zero at a step that led to the one that counts.", actual=dX
    )
    assert_close(dX[3:], np.zeros((2, 4)), "dX after the step that counts", atol=1e-12)


def predictions(net):
    """Return the probabilities that a network predicts, one row per step."""
    h, rows = net["h0"], []
    for x in net["X"]:
        h = np.tanh(x @ net["Wxh"] + h @ net["Whh"] + net["bh"])
        e = np.exp(h @ net["Why"] + net["by"])
        rows.append(e / e.sum())
    return np.array(rows)


@check(hint="If every prediction is right, what could the network want to change?", guard=computes)
@given(examples=15, net=masked(networks()))
def perfect_predictions_have_no_gradient(student, net):
    """Where the targets are the predictions, all gradients are zero."""
    found = student.rnn_bptt(**(net | {"Y": predictions(net)}))
    for key in KEYS:
        assert_close(found[key], np.zeros(found[key].shape), key, atol=1e-10)


arguments_unchanged = does_not_mutate(("rnn_loss", "rnn_bptt"), masked(networks()), guard=computes)
