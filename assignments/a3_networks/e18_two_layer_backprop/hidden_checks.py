"""What students do not see: agreement with the reference, part by part, and inputs chosen to break things."""

import numpy as np

from grader.exercise import (
    LARGEST_CONTENT,
    SMALLEST_CONTENT,
    CheckFailed,
    assert_close,
    assert_that,
    check,
    given,
    matches_reference,
)

from .public_checks import networks, square_networks

cost_matches_reference = matches_reference(
    "two_layer_cost",
    networks(),
    weight=2,
    title="two_layer_cost has the right value on many networks.",
    hint="Compare a batch of one example with the same example twice: what should happen to the cost?",
)

d2_matches_reference = matches_reference(
    "two_layer_grads",
    square_networks,
    key="d2",
    weight=2,
    title="d2 is the gradient of the cost at the output sums.",
    hint="Start from one example and two classes. If the probability of the right class grows, what does J do?",
)


def assert_follows(student, key, found, exact, from_own_parts):
    """Accept the right value, or the one that follows from the student's own earlier parts."""
    sensible = SMALLEST_CONTENT < np.abs(found["d2"]).max() < LARGEST_CONTENT
    assert_that(sensible, "d2 is far off, so nothing can follow from it.")
    answer = found[key]
    try:
        assert_close(answer, exact[key], key, atol=1e-10)
    except CheckFailed as failure:
        try:
            assert_close(answer, from_own_parts, key, atol=1e-10)
        except CheckFailed:
            raise failure from None
        student.mark_followed()


@check(weight=2, hint="Two things happen to an error on its way from Z2 back to Z1. Write both down, with shapes.")
@given(net=square_networks)
def d1_follows_from_d2(student, reference, net):
    """d1 is the gradient at the hidden sums, given your own d2."""
    found, exact = student.two_layer_grads(**net), reference.two_layer_grads(**net)
    h = reference.hidden(net["X"], net["W1"], net["b1"])
    assert_follows(student, "d1", found, exact, (found["d2"] @ net["W2"].T) * h * (1 - h))


@check(hint="W2[i, k] multiplies hidden unit i on the way to output k, in every example. Whose product sums up?")
@given(net=square_networks)
def dW2_follows_from_d2(student, reference, net):
    """dW2 is the gradient of the output weights, given your own d2."""
    found, exact = student.two_layer_grads(**net), reference.two_layer_grads(**net)
    h = reference.hidden(net["X"], net["W1"], net["b1"])
    assert_follows(student, "dW2", found, exact, h.T @ found["d2"])


@check(hint="The same bias is added in every example. What does that say about its gradient?")
@given(net=square_networks)
def db2_follows_from_d2(student, reference, net):
    """db2 is the gradient of the output biases, given your own d2."""
    found, exact = student.two_layer_grads(**net), reference.two_layer_grads(**net)
    assert_follows(student, "db2", found, exact, found["d2"].sum(axis=0))


@check(hint="Compare with dW2: what plays the role of the input of this layer, and what that of its error?")
@given(net=square_networks)
def dW1_follows_from_d1(student, reference, net):
    """dW1 is the gradient of the hidden weights, given your own d1."""
    found, exact = student.two_layer_grads(**net), reference.two_layer_grads(**net)
    assert_follows(student, "dW1", found, exact, net["X"].T @ found["d1"])


@check(hint="The same bias is added in every example. What does that say about its gradient?")
@given(net=square_networks)
def db1_follows_from_d1(student, reference, net):
    """db1 is the gradient of the hidden biases, given your own d1."""
    found, exact = student.two_layer_grads(**net), reference.two_layer_grads(**net)
    assert_follows(student, "db1", found, exact, found["d1"].sum(axis=0))


@check(hint="The input is one layer further back than Z1. What stands between them in the forward pass?")
@given(net=square_networks)
def dX_follows_from_d1(student, reference, net):
    """dX is the gradient of the input, given your own d1."""
    found, exact = student.two_layer_grads(**net), reference.two_layer_grads(**net)
    assert_follows(student, "dX", found, exact, found["d1"] @ net["W1"].T)


def huge_networks():
    """Return networks with pre-activations of about 1e4 in the first layer, and in the second."""
    generator = np.random.default_rng(18)
    X, Y = generator.normal(size=(3, 3)), np.array([[1.0, 0, 0], [0, 0.5, 0.5], [0, 0, 1.0]])
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


@check(weight=2, hint="Which exp in your forward pass can overflow, and what may you subtract before it?")
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
