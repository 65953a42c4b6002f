"""What goes wrong in practice, as code: each replaces one function of the reference."""

from collections.abc import Callable

import numpy as np

from grader.misconceptions import misconception
from grader.spec import Array


def log_softmax(Z: Array) -> Array:
    """Return the logarithm of the softmax of each row."""
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def forward(X: Array, h0: Array, Wxh: Array, Whh: Array, bh: Array) -> Array:
    """Return h0 and the states after each step, of shape (T + 1, H)."""
    states = [h0]
    for x in X:
        states.append(np.tanh(x @ Wxh + states[-1] @ Whh + bh))
    return np.array(states)


def step_losses(X: Array, Y: Array, h0: Array, Wxh: Array, Whh: Array, Why: Array, bh: Array, by: Array) -> Array:
    """Return the cross-entropy of each step."""
    return np.asarray(-np.sum(Y * log_softmax(forward(X, h0, Wxh, Whh, bh)[1:] @ Why + by), axis=1))


def slope(h: Array) -> Array:
    """Return the slope of tanh where it has the value h."""
    return np.asarray(1 - h**2)


def carry(
    h: Array, dO: Array, Why: Array, Whh: Array, step: Callable[[Array, Array, Array], Array]
) -> tuple[Array, Array]:
    """Return the errors at the states and what reaches h0, where `step(own, carried, h_t)` makes one error."""
    d, carried = np.zeros((len(dO), h.shape[1])), np.zeros(h.shape[1])
    for t in reversed(range(len(dO))):
        d[t] = step(dO[t] @ Why.T, carried, h[t + 1])
        carried = d[t] @ Whh.T
    return d, carried


def right_step(own: Array, carried: Array, h: Array) -> Array:
    """Make one error as it should be."""
    return np.asarray((own + carried) * slope(h))


def collect(X: Array, h: Array, dO: Array, d: Array, dh0: Array, Wxh: Array) -> dict[str, Array]:
    """Return the right gradients for given errors."""
    return {
        "dWxh": X.T @ d,
        "dWhh": h[:-1].T @ d,
        "dWhy": h[1:].T @ dO,
        "dbh": d.sum(axis=0),
        "dby": dO.sum(axis=0),
        "dX": d @ Wxh.T,
        "dh0": dh0,
    }


def output_errors(h: Array, Y: Array, Why: Array, by: Array, mask: Array | None) -> Array:
    """Return the right errors at the sums before the softmax."""
    dO = np.exp(log_softmax(h[1:] @ Why + by)) - Y
    return np.asarray(dO if mask is None else mask[:, None] * dO)


def bptt(
    net: tuple[Array, ...],
    mask: Array | None,
    step: Callable[[Array, Array, Array], Array] = right_step,
    factor: float = 1.0,
) -> tuple[dict[str, Array], Array, Array, Array]:
    """Return gradients, states and errors, with one step back or the output errors as given."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    dO = factor * output_errors(h, Y, Why, by, mask)
    d, dh0 = carry(h, dO, Why, Whh, step)
    return collect(X, h, dO, d, dh0, Wxh), h, dO, d


@misconception(
    "rnn_bptt",
    hint="If the right class becomes likelier the loss falls. Which sign has its slope?",
    source="001, lines 1560-1605: dE/dy = d - y for a loss that falls with y",
)
def sign_of_output_error(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Takes the target minus the prediction as the error of the output."""
    return bptt(net, mask, factor=-1.0)[0]


@misconception("rnn_bptt", hint="The loss of this course is a sum over time. Where does your 1/T come from?")
def gradient_is_mean_over_time(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Divides the output errors by the number of steps."""
    return bptt(net, mask, factor=1 / len(net[0]))[0]


@misconception("rnn_loss", hint="The loss of this course is a sum over time. Where does your 1/T come from?")
def loss_is_mean_over_time(*net: Array, mask: Array | None = None) -> float:
    """Averages the loss over the steps."""
    return float(np.mean(step_losses(*net) * (1.0 if mask is None else mask)))


@misconception("rnn_loss", hint="Some steps count more than others, some not at all. Where does your loss learn of it?")
def mask_ignored_in_loss(*net: Array, mask: Array | None = None) -> float:
    """Sums all steps, whatever the mask says."""
    return float(np.sum(step_losses(*net)))


@misconception("rnn_bptt", hint="A step that counts twice pulls twice as hard. Where does your gradient learn of it?")
def mask_ignored_in_gradient(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Treats all steps alike, whatever the mask says."""
    return bptt(net, None)[0]


@misconception("rnn_bptt", hint="At the moment in which Whh is used, which state is there to be multiplied with it?")
def state_after_for_state_before(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Pairs the errors with the states they belong to, instead of those that Whh acted on."""
    grads, h, _, d = bptt(net, mask)
    return grads | {"dWhh": h[1:].T @ d}


@misconception(
    "rnn_bptt",
    hint="The first step has a predecessor too. In the example it is zero; what if it is not?",
    source="002, line 107: the sum over steps begins with a term that vanishes unless W has produced h_0",
)
def initial_state_dropped(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Leaves the first step out of dWhh, as if h0 were zero."""
    grads, h, _, d = bptt(net, mask)
    return grads | {"dWhh": h[1:-1].T @ d[1:]}


@misconception(
    "rnn_bptt",
    hint="Every step has a prediction and a loss of its own. Which of them does Why take part in?",
    source="001: the gradient of the output weights from the last error E_3 alone",
)
def output_weights_from_last_step(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Takes dWhy from the last prediction only."""
    grads, h, dO, _ = bptt(net, mask)
    return grads | {"dWhy": np.outer(h[-1], dO[-1])}


@misconception(
    "rnn_bptt",
    hint="Between a state and its sum stands a function. What does the chain rule say about it, at every step?",
    source="001, lines 1560-1605: the state carried back as if it were linear",
)
def tanh_slope_missing(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Leaves out the derivative of the tanh, as the notes do."""
    return bptt(net, mask, lambda own, carried, _h: own + carried)[0]


@misconception("rnn_bptt", hint="The slope is wanted at the sum. What have you already applied to the sum by then?")
def tanh_applied_twice(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Takes the derivative of the tanh at its output instead of its input."""
    return bptt(net, mask, lambda own, carried, h: (own + carried) * slope(np.tanh(h)))[0]


@misconception(
    "rnn_bptt",
    hint="One page of the notes misprints the slope of the tanh. It must be the same at z and -z: is yours?",
    source="003, line 39: 1 - tanh(..)",
)
def misprinted_tanh_slope(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Uses the misprint of the notes for the derivative of the tanh."""
    return bptt(net, mask, lambda own, carried, h: (own + carried) * (1 - h))[0]


@misconception("rnn_bptt", hint="Two errors meet at a state. Which of them has to pass through the tanh: one, or both?")
def carried_error_skips_tanh(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Applies the derivative of the tanh to the step's own error only."""
    return bptt(net, mask, lambda own, carried, h: own * slope(h) + carried)[0]


@misconception("rnn_bptt", hint="All steps share their weights. What becomes of the share of a step you have been at?")
def overwritten_instead_of_added(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Keeps the contribution of the step visited last, which is the first in time, in every weight and bias."""
    grads, h, dO, d = bptt(net, mask)
    return grads | {
        "dWxh": np.outer(net[0][0], d[0]),
        "dWhh": np.outer(h[0], d[0]),
        "dWhy": np.outer(h[1], dO[0]),
        "dbh": d[0].copy(),
        "dby": dO[0].copy(),
    }


@misconception(
    "rnn_bptt", hint="Going forward, a state is a row times Whh. Which entries does an error meet going back?"
)
def recurrent_weights_not_transposed(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Carries the error back through Whh as it stands, which always fits."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    dO = output_errors(h, Y, Why, by, mask)
    d, dh0 = carry(h, dO, Why, Whh.T, right_step)
    return collect(X, h, dO, d, dh0, Wxh)


@misconception(
    "rnn_bptt",
    hint="h_2 depends on the weights directly, and once more through h_1. Which of the two did you follow?",
    source="003, lines 49, 57 and 59: the explicit term only",
)
def immediate_errors_only(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Goes back from each prediction to its own state, and no further, as the notes do."""
    return bptt(net, mask, lambda own, _carried, h: own * slope(h))[0]
