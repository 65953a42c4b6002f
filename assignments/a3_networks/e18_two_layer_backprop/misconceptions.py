"""What goes wrong in practice, as code: each replaces one function of the reference."""

import numpy as np

from grader.misconceptions import misconception
from grader.spec import Array


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z))."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


def softmax(Z: Array) -> Array:
    """Return the softmax of each row."""
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def backward(X: Array, h: Array, d2: Array, d1: Array, W1: Array) -> dict[str, Array]:
    """Return the right gradients for given deltas."""
    return {
        "d2": d2,
        "d1": d1,
        "dW2": h.T @ d2,
        "db2": d2.sum(axis=0),
        "dW1": X.T @ d1,
        "db1": d1.sum(axis=0),
        "dX": d1 @ W1.T,
    }


def right_deltas(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> tuple[Array, Array, Array]:
    """Return h, d2 and d1 as they should be."""
    h = sigmoid(X @ W1 + b1)
    d2 = softmax(h @ W2 + b2) - Y
    return h, d2, (d2 @ W2.T) * h * (1 - h)


@misconception("two_layer_grads", hint="If the right class becomes likelier the cost falls. Which sign has its slope?")
def sign_of_output_delta(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Takes the target minus the prediction as the error of the output."""
    h = sigmoid(X @ W1 + b1)
    d2 = Y - softmax(h @ W2 + b2)
    return backward(X, h, d2, (d2 @ W2.T) * h * (1 - h), W1)


@misconception(
    "two_layer_grads",
    hint="Each example has a distribution of its own. Which entries of the output share a denominator?",
    exception="wrong from the first backward step on, and the rows of d2 no longer sum to zero either",
)
def softmax_over_batch(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Normalises the softmax over the whole batch instead of each row."""
    h = sigmoid(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    d2 = e / e.sum() - Y
    return backward(X, h, d2, (d2 @ W2.T) * h * (1 - h), W1)


@misconception(
    "two_layer_grads",
    hint="Draw the shapes with H and K different: an error per output must become an error per hidden unit.",
    source="004, lines 118-131: the products of the row layout lack their transposes",
)
def output_weights_not_transposed(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Passes the error back through W2 as it stands, which only fits if H = K."""
    h, d2, _ = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, (d2 @ W2) * h * (1 - h), W1)


@misconception(
    "two_layer_grads",
    hint="The notes misprint the derivative of the sigmoid. At z = 0 its slope is 1/4: what does yours give?",
    source="004, line 120: sigma(z) o sigma(1 - z)",
)
def misprinted_sigmoid_slope(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Uses the misprint of the notes for the derivative of the sigmoid."""
    h, d2, _ = right_deltas(X, Y, W1, b1, W2, b2)
    z1 = X @ W1 + b1
    return backward(X, h, d2, (d2 @ W2.T) * sigmoid(z1) * sigmoid(1 - z1), W1)


@misconception("two_layer_grads", hint="Between H and Z1 stands a function. What does the chain rule say about it?")
def sigmoid_slope_missing(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Leaves out the derivative of the hidden activation."""
    h, d2, _ = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d2 @ W2.T, W1)


@misconception("two_layer_grads", hint="The slope is wanted at Z1. What have you already applied to Z1 by then?")
def sigmoid_applied_twice(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Takes the derivative of the sigmoid at its output instead of its input."""
    h, d2, _ = right_deltas(X, Y, W1, b1, W2, b2)
    s = sigmoid(h)
    return backward(X, h, d2, (d2 @ W2.T) * s * (1 - s), W1)


@misconception("two_layer_grads", hint="The cost of this course is a sum over examples. Where does your 1/N come from?")
def mean_over_batch(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Divides the output delta by the number of examples."""
    h, d2, _ = right_deltas(X, Y, W1, b1, W2, b2)
    d2 = d2 / len(X)
    return backward(X, h, d2, (d2 @ W2.T) * h * (1 - h), W1)


@misconception("two_layer_grads", hint="A bias takes part in every example, and the cost is a sum over them.")
def bias_gradient_is_mean(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Averages the bias gradients over the batch instead of summing."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d1, W1) | {"db2": d2.mean(axis=0), "db1": d1.mean(axis=0)}


@misconception("two_layer_grads", hint="A bias takes part in every example, not only in the first.")
def bias_gradient_of_first_row(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Takes the bias gradients from the first example only."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d1, W1) | {"db2": d2[0].copy(), "db1": d1[0].copy()}


@misconception("two_layer_grads", hint="The path from J to X passes the hidden activation. Which delta knows that?")
def input_gradient_skips_sigmoid(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Leaves out the derivative of the hidden activation for dX only."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d1, W1) | {"dX": d2 @ W2.T @ W1.T}


@misconception("two_layer_cost", hint="The cost of this course is a sum over examples. Where does your 1/N come from?")
def mean_cost(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Averages the cost over the batch."""
    Z2 = sigmoid(X @ W1 + b1) @ W2 + b2
    shifted = Z2 - Z2.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-np.sum(Y * log_p) / len(X))
