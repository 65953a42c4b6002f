"""What students can run themselves: worked numbers and properties of the network's cost and gradient."""

import numpy as np

from grader.exercise import (
    arrays,
    assert_close,
    assert_that,
    check,
    distributions,
    does_not_mutate,
    fail,
    find_worked_numbers,
    given,
    gradient_matches_own_loss,
)

from . import spec

WORKED = {
    "X": np.array([[0.1, 0.4, 0.5], [-0.2, 0.3, 0.0]]),
    "Y": np.array([[1.0, 0.0], [0.0, 1.0]]),
    "W1": np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]),
    "b1": np.array([0.5, 0.5]),
    "W2": np.array([[0.7, 0.8], [0.9, 0.1]]),
    "b2": np.array([0.5, 0.5]),
}
WORKED_GRADS = dict(find_worked_numbers(spec))
WORKED_COST = WORKED_GRADS.pop("$J$")
SUMMED_OVER_ROWS = ("dW2", "db2", "dW1", "db1")
PARAMETERS = {"X": "dX", "W1": "dW1", "b1": "db1", "W2": "dW2", "b2": "db2"}
KEYS = ("d2", "d1", "dW2", "db2", "dW1", "db1", "dX")
SMALLEST_CHANGE = 1e-11  # rounding comes to 1e-15, and what changes for a reason to 1e-8 and more


def networks(**sides):
    """Draw the six arguments: a batch, its one-hot or soft targets, and the weights."""

    def with_targets(net):
        targets = distributions(len(net["X"]), len(net["b2"]))
        return targets.map(lambda Y: {"X": net["X"], "Y": Y} | {name: net[name] for name in ("W1", "b1", "W2", "b2")})

    return arrays("X:(n,d), W1:(d,h), b1:(h), W2:(h,k), b2:(k)", scale=0.5, **({"k": (2, 4)} | sides)).flatmap(
        with_targets
    )


def labelled(nets):
    """Draw networks whose targets are one-hot.

    A cost that is right for these alone has its own check, and is not told as a wrong gradient as well.
    """
    return nets.map(lambda net: net | {"Y": np.eye(net["Y"].shape[1])[net["Y"].argmax(axis=1)]})


# D = H = K, without symmetry: a matrix that should be transposed fits as it is.
square_networks = networks(n=(2, 4), d=3, h=3, k=3)


def ripple(shape, start):
    """Return sines of whole numbers from `start` on, which no drawn entries cancel."""
    return 0.5 * np.sin(start + np.arange(np.prod(shape))).reshape(shape)


def lively(net):
    """Return a network like the drawn one in which every argument matters.

    It reads the examples twice, as they are and moved. No input or weight is close to zero, and most sums are positive.
    """
    X, Y = np.vstack([net["X"], net["X"] + 1]), np.vstack([net["Y"], net["Y"]])
    X, W1, W2 = (np.copysign(0.6 + np.abs(value), value) for value in (X, net["W1"], net["W2"]))
    moved = {"X": X, "W1": W1, "b1": net["b1"] + 2, "W2": W2, "b2": net["b2"]}
    return {"Y": Y} | {name: value + ripple(value.shape, k) for k, (name, value) in enumerate(moved.items(), start=1)}


def find_steps(net):
    """Return the name of an argument, another one in each case, and two or three values for it.

    The errors are a straight line in the targets and in nothing else, so two targets do, of which one row differs.
    """
    name = ("Y", "W1", "X", "W2")[round(1000 * np.abs(net["X"]).sum()) % 4]
    if name == "Y":
        return name, [net["Y"], np.vstack([np.roll(net["Y"][:1], 1, axis=1), net["Y"][1:]])]
    return name, [net[name] + k * ripple(net[name].shape, 9) for k in range(3)]


def assert_real(student, net, keys):
    """Fail unless these gradients change with Y, and with X, W1 and W2 as no straight line does.

    A right gradient can stay the same for the network as drawn, whose weights may be zero, but not for a lively one.
    """
    net = lively(net)
    name, steps = find_steps(net)
    answers = [student.two_layer_grads(**net | {name: step}) for step in steps]
    for key in keys:
        change = np.abs(np.diff([answer[key] for answer in answers], n=len(answers) - 1, axis=0)).max()
        summary = f"{key} does not change with {name}, or in a straight line only. This counts once there is an answer."
        assert_that(change > SMALLEST_CHANGE, summary, actual=answers[-1][key])


def computes(*keys):
    """Return a guard that fails for gradients that need no work, for which most properties hold trivially."""
    return lambda student, net: assert_real(student, net, keys)


def computes_all(student, arguments):
    """Fail if any gradient needs no work."""
    assert_real(student, arguments, KEYS)


def computes_weights(student, arguments):
    """Fail if the gradient of the hidden weights needs no work."""
    assert_real(student, arguments, ("dW1",))


@check(hint="Follow the four equations with the first row of X, on paper, and compare each step.")
def worked_cost(student):
    """two_layer_cost gives the worked number of the statement."""
    assert_close(student.two_layer_cost(**WORKED), WORKED_COST, "The cost", rtol=1e-8, atol=1e-9)


@check(weight=2, hint="The first key that differs is where to look: each one builds on those before it.")
def worked_gradients(student):
    """two_layer_grads gives the worked numbers of the statement."""
    found = student.two_layer_grads(**WORKED)
    for key, expected in WORKED_GRADS.items():
        # Twelve digits are printed in the statement.
        assert_close(found[key], expected, key, rtol=1e-8, atol=1e-9)


gradient_is_that_of_own_cost = gradient_matches_own_loss(
    "two_layer_cost",
    "two_layer_grads",
    PARAMETERS,
    labelled(networks()),
    guard=computes_all,
    weight=8,
    hint="The entry named above has a slope in your own cost that your gradient does not say. Derive that one entry.",
)


@check(
    weight=2,
    hint="The probabilities of a row sum to 1, and so do the targets. What must their difference do?",
    guard=computes("d2", "db2"),
)
@given(net=square_networks)
def output_deltas_sum_to_zero(student, net):
    """Each row of d2 sums to 0, and so does db2."""
    found = student.two_layer_grads(**net)
    assert_close(found["d2"].sum(axis=1), np.zeros(len(net["X"])), "The sum of a row of d2", atol=1e-10)
    assert_close(found["db2"].sum(), 0.0, "The sum of db2", atol=1e-10)


@check(
    weight=3,
    hint="The cost is a sum over examples. What does that make the gradient of a batch?",
    guard=computes(*SUMMED_OVER_ROWS),
)
@given(examples=15, net=square_networks)
def batch_is_sum_of_rows(student, net):
    """dW2, db2, dW1 and db1 of a batch are the sums of those of its rows."""
    batch = student.two_layer_grads(**net)
    rows = [
        student.two_layer_grads(**{**net, "X": net["X"][i : i + 1], "Y": net["Y"][i : i + 1]})
        for i in range(len(net["X"]))
    ]
    for key in SUMMED_OVER_ROWS:
        assert_close(batch[key], np.sum([row[key] for row in rows], axis=0), f"{key} of a batch", atol=1e-10)


@check(weight=2, hint="What does the cost of one example have to do with the input of another?", guard=computes("dX"))
@given(examples=15, net=square_networks)
def input_gradient_ignores_other_rows(student, net):
    """dX of an example does not depend on the other examples of the batch."""
    batch = student.two_layer_grads(**net)["dX"]
    alone = student.two_layer_grads(**{**net, "X": net["X"][:1], "Y": net["Y"][:1]})["dX"]
    assert_close(batch[:1], alone, "dX of the first row", atol=1e-10)


@check(
    weight=2,
    hint="If W2 is zero, what does the output still depend on, and what not?",
    guard=computes("dW1", "dW2"),
)
@given(examples=10, net=square_networks)
def zero_output_weights_stop_the_error(student, net):
    """With W2 = 0 nothing reaches the first layer, dW1 = 0, but dW2 is not 0."""
    net["Y"] = np.eye(3)[np.arange(len(net["Y"])) % 2]
    found = student.two_layer_grads(**{**net, "W2": np.zeros((3, 3)), "b2": np.zeros(3)})
    assert_close(found["dW1"], np.zeros((3, 3)), "dW1 with W2 = 0", atol=1e-12)
    assert_that(
        np.any(np.abs(found["dW2"]) > 1e-6), "dW2 is zero although W2 could reduce the cost.", actual=found["dW2"]
    )


@check(weight=3, hint="Write the shape under every matrix of your products, with D, H and K all different.")
@given(examples=15, net=networks(n=(1, 3), d=2, h=4, k=3) | networks(n=1, d=4, h=2, k=5) | networks(n=1, d=1, h=1, k=2))
def every_shape_works(student, net):
    """Gradients have the declared shapes for one example or many, wide layers and narrow ones."""
    seen = student.observe("two_layer_grads", **net)
    if seen.failure is not None:  # matrices that do not fit: what the hint is about
        fail(f"For other D, H and K than in the worked numbers: {seen.failure.summary}", seen.failure.detail)
    # Looking at an entry judges its shape.
    assert_that(all(np.ndim(seen.answer[key]) > 0 for key in seen.answer), "A gradient is missing.")
    assert_real(student, net, ("dW2", "dW1", "dX"))


arguments_unchanged = does_not_mutate(("two_layer_cost", "two_layer_grads"), square_networks, guard=computes_weights)
