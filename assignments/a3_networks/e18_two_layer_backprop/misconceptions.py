"""What goes wrong in practice, as code: each replaces one function of the reference."""

from collections.abc import Callable

import numpy as np

from grader.exercise import Array, misconception


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


@misconception(
    "two_layer_grads",
    hint="If the right class becomes likelier the cost falls. Which sign has its slope?",
    source="001, line 352: += with the difference the other way round",
)
def sign_of_output_delta(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Takes the target minus the prediction as the error of the output."""
    h = sigmoid(X @ W1 + b1)
    d2 = Y - softmax(h @ W2 + b2)
    return backward(X, h, d2, (d2 @ W2.T) * h * (1 - h), W1)


@misconception(
    "two_layer_grads",
    hint="Each example has a distribution of its own. Which entries of the output share a denominator?",
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
    source="004, lines 118-131 and 1790: the products of the row layout lack their transposes",
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


@misconception(
    "two_layer_grads",
    hint="Between H and Z1 stands a function. What does the chain rule say about it?",
    source="001, lines 500-501 and 518: a slope that is 1 everywhere",
)
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


@misconception(
    "two_layer_grads",
    hint="The cost of this course is a sum over examples. Where does your 1/N come from?",
    source="001, line 724: / len(true)",
)
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


def grads_with_deltas(
    net: tuple[Array, ...], d1_from: Callable[[Array, Array, Array, Array], Array]
) -> tuple[dict[str, Array], Array, Array, Array]:
    """Return gradients in which d1 is `d1_from(d2, W2, h, Z1)`, and h, d2 and d1."""
    X, Y, W1, b1, W2, b2 = net
    h, d2, _ = right_deltas(X, Y, W1, b1, W2, b2)
    d1 = d1_from(d2, W2, h, X @ W1 + b1)
    return backward(X, h, d2, d1, W1), h, d2, d1


def grads_with_errors(
    net: tuple[Array, ...], d2_from: Callable[[Array, Array], Array], b1_factor: float = 1.0
) -> dict[str, Array]:
    """Return gradients in which d2 is `d2_from(Z2, Y)`; the hidden bias may be left out with a factor of 0."""
    X, Y, W1, b1, W2, b2 = net
    h = sigmoid(X @ W1 + b1_factor * b1)
    d2 = d2_from(h @ W2 + b2, Y)
    return backward(X, h, d2, (d2 @ W2.T) * h * (1 - h), W1)


@misconception(
    "two_layer_grads",
    hint="Two steps lead from the error of the output to that of the hidden layer, and you took one, without looking "
    "at its shapes. Which layout do the weights have, and what stands between H and Z1?",
    source="001, line 350: no transpose and no slope of the activation",
)
def neither_transposed_nor_sloped(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Passes the error back through W2 as it stands, and leaves out the derivative of the sigmoid."""
    return grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, W2, _h, _Z1: d2 @ W2)[0]


@misconception(
    "two_layer_grads",
    hint="Which weights does the signal pass from the hidden layer to the output? The error takes the same way.",
    source="004, line 1782: the weights of the layer before",
)
def weights_of_the_wrong_layer(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Passes the error of the output back through W1."""
    return grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, _W2, h, _Z1: (d2 @ W1.T) * h * (1 - h))[0]


@misconception(
    "two_layer_grads",
    hint="Is the slope taken before the weights or after them? Ask at which layer the sigmoid was applied.",
    source="000, line 519: a(1 - a) with the index of the other layer",
)
def slope_before_the_weights(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Multiplies the error by the sigmoid's slope first and passes it through W2 then."""
    return grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, W2, h, _Z1: (d2 * h * (1 - h)) @ W2.T)[0]


@misconception(
    "two_layer_grads",
    hint="A saturated unit should learn nothing. What does your factor say for a unit that is fully on?",
    source="004, line 1980: v_i sigma(z_i) where the slope is meant",
)
def activation_for_slope(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Multiplies by the activation of the hidden layer instead of its slope."""
    return grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, W2, h, _Z1: (d2 @ W2.T) * h)[0]


@misconception(
    "two_layer_grads",
    hint="Your slope is that of another activation: it would be 1 where the response is 0. Which one is used here?",
)
def slope_of_tanh(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Uses the slope of tanh for that of the sigmoid."""
    return grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, W2, h, _Z1: (d2 @ W2.T) * (1 - h**2))[0]


@misconception(
    "two_layer_grads",
    hint="Only a transpose moves entry (i, k) to (k, i). What does your operation do to the entries on the way?",
)
def reshaped_instead_of_transposed(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Brings W2 and W1 into the shape of their transposes without moving entries."""
    grads, _, _, d1 = grads_with_deltas(
        (X, Y, W1, b1, W2, b2), lambda d2, W2, h, _Z1: (d2 @ W2.reshape(W2.shape[::-1])) * h * (1 - h)
    )
    return grads | {"dX": d1 @ W1.reshape(W1.shape[::-1])}


@misconception(
    "two_layer_grads",
    hint="A product binds more tightly than a difference. Where are the parentheses of the error of the output?",
    source="000, lines 343-403 and 578-582: a difference without its parentheses",
)
def parentheses_missing(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Multiplies only the targets, and not the whole error, on the way back."""
    return grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, W2, h, _Z1: (d2 + Y) - (Y @ W2.T) * h * (1 - h))[0]


@misconception(
    "two_layer_grads",
    hint="Each output is compared with its own target. Which index does the target have in your sum?",
    source="000, lines 320, 343, 371, 400, 495, 547 and 576: (yhat_j - y_k)",
)
def target_of_the_wrong_index(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Pairs the outputs with targets of the hidden units' index in dW2."""
    grads, h, d2, _ = grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, W2, h, _Z1: (d2 @ W2.T) * h * (1 - h))
    return grads | {"dW2": h.T @ (d2 + Y) - (h * Y).sum(axis=0)[:, None]}


@misconception(
    "two_layer_grads",
    hint="What does W2 multiply in the forward pass? The input has gone through a whole layer by then.",
    source="004, line 1798: delta(3) a(1)^T",
)
def input_for_hidden_layer(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Pairs the errors of the output with the input in dW2."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d1, W1) | {"dW2": X.T @ d2}


@misconception(
    "two_layer_grads",
    hint="W2 meets the hidden layer after its sigmoid. Which of the two did you keep from the forward pass?",
)
def sums_for_activations(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Pairs the errors of the output with the hidden sums instead of the activations in dW2."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d1, W1) | {"dW2": (X @ W1 + b1).T @ d2}


@misconception(
    "two_layer_grads",
    hint="A gradient has the shape of its parameter, entry by entry. Which index of yours belongs to the sender?",
)
def weight_gradients_transposed(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Returns dW1 and dW2 transposed."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    grads = backward(X, h, d2, d1, W1)
    return grads | {"dW2": d2.T @ h, "dW1": d1.T @ X}


@misconception(
    "two_layer_grads",
    hint="Draw the shapes with D and H different: an error per hidden unit must become one per input.",
    source="004, lines 1340, 1353, 1638, 1957 and 1982: ds/dx with the transpose on the wrong side",
)
def input_weights_not_transposed(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Passes the error back through W1 as it stands, which only fits if D = H."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d1, W1) | {"dX": d1 @ W1}


@misconception(
    "two_layer_grads",
    hint="Which function was applied to X before W1? A slope belongs where there is a function.",
    source="004, lines 1792 and 2045-2047: f' at the input",
)
def slope_at_the_input(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Multiplies dX by the slope of an activation that the input does not have."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d1, W1) | {"dX": d1 @ W1.T * X * (1 - X)}


@misconception(
    "two_layer_grads",
    hint="One bias per unit, used in every example. Which of the two axes has to disappear?",
)
def bias_gradient_over_units(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Sums the errors over the units instead of the examples."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    return backward(X, h, d2, d1, W1) | {"db2": d2.sum(axis=1), "db1": d1.sum(axis=1)}


@misconception(
    "two_layer_grads",
    hint="Derive the whole chain once, from cost to Z2. How often does the derivative of softmax come up in it?",
)
def softmax_slope_twice(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Multiplies the error of the output by the slope of softmax once more."""

    def d2_from(Z2: Array, Y: Array) -> Array:
        p = softmax(Z2)
        return np.asarray((p - Y) * p * (1 - p))

    return grads_with_errors((X, Y, W1, b1, W2, b2), d2_from)


@misconception(
    "two_layer_grads",
    hint="Raising the sum of a wrong class takes probability from the right one. Is that free?",
    source="004, lines 465, 517-523 and 582: y (yhat - 1), so 0 off the label; a dead end there",
)
def zero_off_the_label(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Has an error on the label only."""
    return grads_with_errors((X, Y, W1, b1, W2, b2), lambda Z2, Y: Y * (softmax(Z2) - 1))


@misconception(
    "two_layer_grads",
    hint="A target of 0.8 is neither 0 nor 1. What is lost when you look for the largest entry?",
)
def hard_labels(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Takes the largest target of a row for a label, whatever the others are."""
    return grads_with_errors((X, Y, W1, b1, W2, b2), lambda Z2, Y: softmax(Z2) - np.eye(Y.shape[1])[Y.argmax(axis=1)])


@misconception(
    "two_layer_grads",
    hint="A factor of two comes from a square. Is there a square in this cost?",
    source="001, lines 987, 1127 and 1555: the derivative of a squared error, with its 2",
)
def factor_of_squared_error(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Doubles the error of the output, as for a squared error."""
    return grads_with_errors((X, Y, W1, b1, W2, b2), lambda Z2, Y: 2 * (softmax(Z2) - Y))


@misconception(
    "two_layer_grads",
    hint="Classes are on the last axis. Along which axis do your probabilities sum to one?",
)
def softmax_over_examples(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Normalises the softmax over the examples instead of the classes."""
    return grads_with_errors((X, Y, W1, b1, W2, b2), lambda Z2, Y: softmax(Z2.T).T - Y)


@misconception(
    "two_layer_grads",
    hint="Your cost and your gradient do not see the same hidden layer. Which term is in one forward pass only?",
)
def hidden_bias_left_out(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Forgets b1 in the forward pass of the gradient."""
    return grads_with_errors((X, Y, W1, b1, W2, b2), lambda Z2, Y: softmax(Z2) - Y, b1_factor=0.0)


@misconception(
    "two_layer_grads",
    hint="exp overflows for large sums. Which shift of a row is free and makes them harmless?",
    exception="right wherever exp is finite, so it costs the check on huge weights only",
)
def no_shift(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Exponentiates the output sums as they are, which overflows for large ones."""

    def d2_from(Z2: Array, Y: Array) -> Array:
        e = np.exp(Z2)
        return np.asarray(e / e.sum(axis=1, keepdims=True) - Y)

    return grads_with_errors((X, Y, W1, b1, W2, b2), d2_from)


@misconception(
    "two_layer_grads",
    hint="The caller still needs the targets. Which of your statements changes Y itself?",
    exception="every value is right; only the promise to leave the arguments alone is broken",
)
def writes_into_targets(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Subtracts in place, in the array of the targets."""

    def d2_from(Z2: Array, Y: Array) -> Array:
        np.subtract(softmax(Z2), Y, out=Y)
        return Y.copy()

    return grads_with_errors((X, Y, W1, b1, W2, b2), d2_from)


def output_sums(X: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """Return Z2."""
    return np.asarray(sigmoid(X @ W1 + b1) @ W2 + b2)


def log_softmax(Z: Array) -> Array:
    """Return the logarithm of the softmax of each row."""
    return np.asarray(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


@misconception(
    "two_layer_cost",
    hint="A logarithm of a probability is negative. Should a better prediction cost more, or less?",
)
def sign_of_cost(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Forgets the minus sign of the cross-entropy."""
    return float(np.sum(Y * log_softmax(output_sums(X, W1, b1, W2, b2))))


@misconception(
    "two_layer_cost",
    hint="Classes exclude one another here. What does a second term, for what is not the class, count once more?",
)
def binary_cross_entropy(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Adds the cross-entropy of the complements, as for classes that do not exclude one another."""
    log_p = log_softmax(output_sums(X, W1, b1, W2, b2))
    return float(-np.sum(Y * log_p + (1 - Y) * np.log1p(-np.exp(log_p))))


@misconception(
    "two_layer_cost",
    hint="A target of 0.8 is neither 0 nor 1. What is lost when you look for the largest entry?",
)
def cost_of_hard_labels(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Takes the largest target of a row for a label, whatever the others are."""
    log_p = log_softmax(output_sums(X, W1, b1, W2, b2))
    return float(-np.sum(np.take_along_axis(log_p, Y.argmax(axis=1)[:, None], axis=1)))


@misconception(
    "two_layer_cost",
    hint="Which cost does the statement define? A square of differences is another one.",
    source="000, line 262: half the sum of squares",
)
def squared_error(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Returns half the sum of squared differences instead of the cross-entropy."""
    return float(0.5 * np.sum((softmax(output_sums(X, W1, b1, W2, b2)) - Y) ** 2))


@misconception(
    "two_layer_cost",
    hint="ln of a probability that rounded to 0 is -inf. What is ln(softmax) on paper, before anything is rounded?",
    exception="right wherever no probability rounds to zero, so it costs the check on huge weights only",
)
def log_of_softmax(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Takes the logarithm of probabilities that may have rounded to zero."""
    return float(-np.sum(Y * np.log(softmax(output_sums(X, W1, b1, W2, b2)))))


@misconception(
    "two_layer_grads",
    hint="The cost of this course is a sum over examples, and its gradient too. Where do your factors 1/N come from?",
    source="001, line 724: / len(true)",
)
def parameter_gradients_are_means(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Divides the gradients of both weights and both biases by the number of examples, and not the errors."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    grads = backward(X, h, d2, d1, W1)
    return grads | {key: grads[key] / len(X) for key in ("dW2", "db2", "dW1", "db1")}


@misconception(
    "two_layer_grads",
    hint="Weights and biases belong to one cost, and your biases sum over examples. Where does your 1/N come from?",
    source="001, line 724: / len(true)",
)
def weight_gradients_are_means(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Divides the gradients of both weights by the number of examples."""
    h, d2, d1 = right_deltas(X, Y, W1, b1, W2, b2)
    grads = backward(X, h, d2, d1, W1)
    return grads | {key: grads[key] / len(X) for key in ("dW2", "dW1")}


@misconception(
    "two_layer_grads",
    hint="Your cost and your gradient do not see the same output. Which term is in one forward pass only?",
)
def output_bias_left_out(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Forgets b2 in the forward pass of the gradient."""
    return grads_with_errors((X, Y, W1, b1, W2, b2), lambda Z2, Y: softmax(Z2 - b2) - Y)


@misconception(
    "two_layer_grads",
    hint="You shift each row by its own maximum. Along which axis do you sum then, and which should sum to one?",
)
def rows_shifted_and_examples_summed(
    X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array
) -> dict[str, Array]:
    """Shifts rows by their maxima, and divides by sums over the examples."""

    def d2_from(Z2: Array, Y: Array) -> Array:
        e = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
        return np.asarray(e / e.sum(axis=0) - Y)

    return grads_with_errors((X, Y, W1, b1, W2, b2), d2_from)


@misconception(
    "two_layer_grads",
    hint="One of the factors of your slope has the sum itself in it, and can be negative. What belongs there instead?",
    source="004, line 120: sigma(z) o sigma(1 - z), read without its second sigma",
)
def sum_in_second_factor(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Multiplies by the activation and by 1 minus the sum, instead of 1 minus the activation."""
    return grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, W2, h, Z1: (d2 @ W2.T) * h * (1 - Z1))[0]


@misconception(
    "two_layer_grads",
    hint="Open or shut, 1 or 0, is another activation. How steep is a sigmoid where its response is 1/2?",
)
def slope_of_relu(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Uses the slope of a rectifier, 1 where the activation is positive, which a sigmoid always is above 0."""
    return grads_with_deltas((X, Y, W1, b1, W2, b2), lambda d2, W2, _h, Z1: (d2 @ W2.T) * (Z1 > 0))[0]


@misconception(
    "two_layer_grads",
    hint="One maximum for the whole batch leaves rows far below it at exp(-huge) = 0. Whose maximum does a row need?",
    exception="right unless rows lie far apart, so it costs the check on huge weights only",
)
def one_maximum_for_all_rows(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Shifts every row by the largest output sum of the whole batch."""

    def d2_from(Z2: Array, Y: Array) -> Array:
        e = np.exp(Z2 - Z2.max())
        return np.asarray(e / e.sum(axis=1, keepdims=True) - Y)

    return grads_with_errors((X, Y, W1, b1, W2, b2), d2_from)


@misconception(
    "two_layer_cost",
    hint="The cost sums over examples and over classes. How many entries did you divide by, and who asked for that?",
    source="001, line 724 and 004, line 528: 1/n over examples, and over classes",
)
def mean_over_all_entries(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Averages the cost over examples and classes."""
    return float(-np.mean(Y * log_softmax(output_sums(X, W1, b1, W2, b2))))


@misconception(
    "two_layer_grads",
    hint="Two vectors are among the arguments of your forward pass, and the equations add them. Where do you?",
)
def both_biases_left_out(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Forgets b1 and b2 in the forward pass of the gradient."""
    return grads_with_errors((X, Y, W1, b1, W2, 0 * b2), lambda Z2, Y: softmax(Z2) - Y, b1_factor=0.0)


@misconception(
    "two_layer_cost",
    hint="Two vectors are among the arguments of your forward pass, and the equations add them. Where do you?",
)
def both_biases_left_out_of_cost(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Forgets b1 and b2."""
    return float(-np.sum(Y * log_softmax(output_sums(X, W1, 0 * b1, W2, 0 * b2))))


@misconception(
    "two_layer_grads",
    hint="A fraction of two very large numbers is inf / inf. For which sign does your sigmoid grow?",
    exception="right wherever exp is finite, so it costs the check on huge weights only",
)
def growing_exponentials(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Divides exp(z) by 1 + exp(z) in the hidden layer, which is inf / inf for large sums."""
    e = np.exp(X @ W1 + b1)
    h = e / (1 + e)
    d2 = softmax(h @ W2 + b2) - Y
    return backward(X, h, d2, (d2 @ W2.T) * h * (1 - h), W1)
