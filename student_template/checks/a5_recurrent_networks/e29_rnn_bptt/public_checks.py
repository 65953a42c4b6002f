"""What students can run themselves: worked numbers and properties of the network's loss and gradient."""

import numpy as np

from grader.exercise import (
    arrays,
    assert_close,
    assert_that,
    check,
    distributions,
    does_not_mutate,
    find_worked_numbers,
    floats,
    given,
    gradient_matches_own_loss,
    integers,
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
SMALLEST_CHANGE = 1e-11  # rounding comes to 1e-15, and what changes for a reason to 1e-8 and more
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


def labelled(nets):
    """Draw networks whose targets are one-hot.

    A loss that is right for these alone has its own check, and is not told as a wrong gradient as well.
    """
    return nets.map(lambda net: net | {"Y": np.eye(net["Y"].shape[1])[net["Y"].argmax(axis=1)]})


def lively(net):
    """Return a network like the drawn one in which every argument matters: no input or weight is close to zero.

    It reads the sequence twice, as it is and moved, without a mask.
    """
    X, Y = np.vstack([net["X"], 1 - net["X"]]), np.vstack([net["Y"], net["Y"]])
    moved = {"X": X} | {name: net[name] for name in ("h0", "Wxh", "Whh", "Why", "bh", "by")}
    return {"Y": Y} | {
        name: np.copysign(0.3 + np.abs(value) / 3, value) + fx(value.shape, k, 0.2)
        for k, (name, value) in enumerate(moved.items(), start=1)
    }


def find_steps(net):
    """Return the name of an argument, another one in each case, and two or three values for it.

    The errors at the output are a straight line in the targets, and may be one in Why by mistake, so two values do
    there. Every step gets another share of a target of its own, so that no sum over time stays the same.
    """
    name = ("Y", "Wxh", "X", "Why", "Whh")[round(1000 * np.abs(net["X"]).sum()) % 5]
    if name == "Y":
        Y, share = net["Y"], 0.5 + fx((len(net["Y"]), 1), 1)
        return name, [Y, Y + share * (np.eye(Y.shape[1])[Y.argmin(axis=1)] - Y)]
    return name, [net[name] + k * fx(net[name].shape, 9, 0.3) for k in range(2 if name == "Why" else 3)]


def assert_real(student, net, keys):
    """Fail unless these gradients change with Y and Why, and with X, Wxh and Whh as no straight line does.

    A right gradient can stay the same for the network as drawn, whose weights may be zero, but not for a lively one.
    """
    net = lively(net)
    name, steps = find_steps(net)
    answers = [student.rnn_bptt(**net | {name: step}) for step in steps]
    for key in keys:
        change = np.abs(np.diff([answer[key] for answer in answers], n=len(answers) - 1, axis=0)).max()
        summary = f"{key} does not change with {name}, or in a straight line only. This counts once there is an answer."
        assert_that(change > SMALLEST_CHANGE, summary, actual=answers[-1][key])


def computes(student, net):
    """Fail for gradients that need no work, for which most properties hold trivially.

    The gradient of the input is enough: it is one per step, where sums over time would show other mistakes again.
    """
    assert_real(student, net, ("dX",))


def computes_of(student, arguments):
    """Fail for gradients that need no work, in a check that calls its input arguments."""
    computes(student, arguments)


@check(hint="Follow the first two steps of the example on paper: h_1, its prediction, its share of the loss.")
def worked_loss(student):
    """rnn_loss gives the worked number of the statement."""
    # Eleven digits are printed in the statement.
    assert_close(student.rnn_loss(**WORKED), WORKED_LOSS, "The loss", rtol=1e-8, atol=1e-9)


@check(weight=2, hint="The first key that differs is where to look: output first, then states, then what feeds them.")
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
    masked(labelled(networks())),
    guard=computes_of,
    weight=8,
    hint="The entry named above has a slope in your own loss that your gradient does not say. Derive that one entry.",
)


@check(
    weight=5,
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


@check(weight=4, hint="If only one prediction counts, which inputs have had a part in it?", guard=computes)
@given(examples=15, net=networks(t=5), at=integers(1, 3))
def only_the_past_matters(student, net, at):
    """If only one step counts, the inputs up to it have a gradient, and those after it have none."""
    net = lively(net)
    dX = student.rnn_bptt(**net, mask=np.eye(len(net["X"]))[at])["dX"]
    # Half or a fifth of the right values is somebody else's mistake, and no zero.
    assert_that(np.abs(dX[at]).max() > SMALLEST_CHANGE, "dX is zero at the step that counts.", actual=dX)
    assert_that(
        np.abs(dX[0]).max() > SMALLEST_CHANGE, "dX is zero at a step that led to the one that counts.", actual=dX
    )
    after = dX[at + 1 :]
    assert_close(after, np.zeros(after.shape), "dX after the step that counts", atol=1e-12)


def predictions(net):
    """Return the probabilities that a network predicts, one row per step."""
    h, rows = net["h0"], []
    for x in net["X"]:
        h = np.tanh(x @ net["Wxh"] + h @ net["Whh"] + net["bh"])
        e = np.exp(h @ net["Why"] + net["by"])
        rows.append(e / e.sum())
    return np.array(rows)


@check(weight=2, hint="If every prediction is right, what could the network want to change?", guard=computes)
@given(examples=15, net=masked(networks()))
def perfect_predictions_have_no_gradient(student, net):
    """Where the targets are the predictions, all gradients are zero."""
    found = student.rnn_bptt(**(net | {"Y": predictions(net)}))
    for key in KEYS:
        assert_close(found[key], np.zeros(found[key].shape), key, atol=1e-10)


arguments_unchanged = does_not_mutate(("rnn_loss", "rnn_bptt"), masked(networks()), guard=computes_of)
