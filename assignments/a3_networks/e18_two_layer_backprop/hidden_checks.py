"""What students do not see: agreement with the reference, part by part, and inputs chosen to break things."""

import numpy as np

from grader.exercise import (
    LARGEST_CONTENT,
    CheckFailed,
    assert_close,
    assert_that,
    check,
    given,
    matches_reference,
)

from .public_checks import assert_real, networks, square_networks

cost_matches_reference = matches_reference(
    "two_layer_cost",
    networks(),
    weight=7,
    title="two_layer_cost has the right value on many networks.",
    hint="Compare a batch of one example with the same example twice: what should happen to the cost?",
)

d2_matches_reference = matches_reference(
    "two_layer_grads",
    square_networks,
    key="d2",
    weight=5,
    title="d2 is the gradient of the cost at the output sums.",
    hint="Start from one example and two classes. If the probability of the right class grows, what does J do?",
)


def easy_network(net):
    """Return a network in which slips hardly show: all sums of a layer are alike, and transposing changes nothing.

    Its weights make up for the slope of the sigmoid, which is about 1/4.
    """
    labels, bias = np.eye(3)[np.argsort(net["b2"])], np.full(3, 0.2 + 0.5 * np.abs(net["b1"]).mean())
    return {"X": np.zeros((3, 3)), "Y": labels, "W1": 4 * np.eye(3), "b1": bias, "W2": 4 * np.eye(3), "b2": np.zeros(3)}


def assert_content(student, reference, net, key):
    """Fail if nothing can follow from a gradient: it needs no work, or does not even point the right way."""
    assert_real(student, net, (key,))
    easy = easy_network(net)
    found, exact = student.two_layer_grads(**easy)[key], reference.two_layer_grads(**easy)[key]
    # A slip makes all errors larger or smaller, turns them round, or spoils some: the angle stays below 36 degrees.
    alike = np.abs(np.sum(found * exact)) >= 0.8 * np.linalg.norm(found) * np.linalg.norm(exact)
    assert_that(alike and np.any(found), f"{key} is far off, so nothing can follow from it.", actual=found)


def assert_follows(student, reference, net, key, from_own):
    """Accept the right value, or the one that `from_own` makes of the student's own earlier part, if that has content.

    Args:
        key: the gradient in question.
        from_own: the name of the earlier part, and the function that makes the gradient of it.
    """
    found, exact = student.two_layer_grads(**net), reference.two_layer_grads(**net)
    part, follow = from_own
    assert_that(np.abs(found[part]).max() < LARGEST_CONTENT, f"{part} is far off, so nothing can follow from it.")
    answer = found[key]
    try:
        assert_close(answer, exact[key], key, atol=1e-10)
    except CheckFailed as failure:
        try:
            assert_close(answer, follow(found[part]), key, atol=1e-10)
        except CheckFailed:
            raise failure from None
        assert_content(student, reference, net, part)
        student.mark_followed()


@check(weight=5, hint="Two things happen to an error on its way from Z2 back to Z1. Write both down, with shapes.")
@given(net=square_networks)
def d1_follows_from_d2(student, reference, net):
    """d1 is the gradient at the hidden sums, given your own d2."""
    h = reference.hidden(net["X"], net["W1"], net["b1"])
    assert_follows(student, reference, net, "d1", ("d2", lambda d2: (d2 @ net["W2"].T) * h * (1 - h)))


@check(
    weight=3, hint="W2[i, k] multiplies hidden unit i on the way to output k, in every example. Whose product sums up?"
)
@given(net=square_networks)
def dW2_follows_from_d2(student, reference, net):
    """dW2 is the gradient of the output weights, given your own d2."""
    h = reference.hidden(net["X"], net["W1"], net["b1"])
    assert_follows(student, reference, net, "dW2", ("d2", lambda d2: h.T @ d2))


@check(weight=3, hint="The same bias is added in every example. What does that say about its gradient?")
@given(net=square_networks)
def db2_follows_from_d2(student, reference, net):
    """db2 is the gradient of the output biases, given your own d2."""
    assert_follows(student, reference, net, "db2", ("d2", lambda d2: d2.sum(axis=0)))


@check(weight=3, hint="Compare with dW2: what plays the role of the input of this layer, and what that of its error?")
@given(net=square_networks)
def dW1_follows_from_d1(student, reference, net):
    """dW1 is the gradient of the hidden weights, given your own d1."""
    assert_follows(student, reference, net, "dW1", ("d1", lambda d1: net["X"].T @ d1))


@check(weight=3, hint="The same bias is added in every example. What does that say about its gradient?")
@given(net=square_networks)
def db1_follows_from_d1(student, reference, net):
    """db1 is the gradient of the hidden biases, given your own d1."""
    assert_follows(student, reference, net, "db1", ("d1", lambda d1: d1.sum(axis=0)))


@check(weight=3, hint="The input is one layer further back than Z1. What stands between them in the forward pass?")
@given(net=square_networks)
def dX_follows_from_d1(student, reference, net):
    """dX is the gradient of the input, given your own d1."""
    assert_follows(student, reference, net, "dX", ("d1", lambda d1: d1 @ net["W1"].T))


def huge_networks():
    """Return networks with pre-activations of about 1e4 in the first layer, and in the second."""
    generator = np.random.default_rng(18)
    X, Y = generator.normal(size=(3, 3)), np.eye(3)
    W1, W2 = generator.normal(size=(3, 3)), generator.normal(size=(3, 3))
    b1, b2 = generator.normal(size=3), generator.normal(size=3)
    yield {"X": X, "Y": Y, "W1": 1e4 * W1, "b1": b1, "W2": W2, "b2": b2}
    yield {"X": X, "Y": Y, "W1": W1, "b1": b1, "W2": 1e4 * W2, "b2": b2}
    yield {"X": X, "Y": Y, "W1": W1, "b1": b1, "W2": W2, "b2": b2 + 1e4}
    # Rows that saturate the hidden layer in opposite ways, so that their output sums lie 1e4 apart.
    yield {"X": X[[0, 1, 1]] * [[1], [100], [-100]], "Y": Y, "W1": W1, "b1": b1, "W2": 1e4 * np.abs(W2), "b2": b2}
    yield {"X": X[1:], "Y": Y[1:], "W1": W1, "b1": b1, "W2": 2e3 * W2, "b2": b2}
    yield {"X": X[:2], "Y": Y[:2], "W1": W1, "b1": b1, "W2": W2, "b2": np.add(b2, [0.0, 2e3, 1e3])}
    yield {"X": X[1:], "Y": Y[1:, ::-1], "W1": W1, "b1": b1, "W2": W2, "b2": np.add(b2, [5e3, 1e3, 0.0])}
    yield {"X": X[[0, 0]], "Y": Y[[0, 0]], "W1": W1, "b1": b1 - 1e4, "W2": W2, "b2": b2}


@check(weight=3, hint="Which exp in your forward pass can overflow, and what may you subtract before it?")
def stable_gradients(student, reference):
    """Gradients are finite and right for pre-activations of ±10⁴."""
    for net in huge_networks():
        found, exact = student.two_layer_grads(**net), reference.two_layer_grads(**net)
        for key in ("d2", "d1", "dW2"):
            # Sums of size 1e4 carry an absolute error of about 1e-12 into the softmax and the sigmoid.
            assert_close(found[key], exact[key], key, rtol=1e-8, atol=1e-9, scale=float(np.abs(net["W2"]).max()))


@check(hint="ln of a probability that rounded to 0 is -inf. Can you write ln(softmax) without the softmax?")
def stable_cost(student, reference):
    """The cost is finite and right for pre-activations of ±10⁴."""
    for net in huge_networks():
        cost = student.two_layer_cost(**net)
        assert_close(cost, reference.two_layer_cost(**net), "The cost", atol=1e-9)
