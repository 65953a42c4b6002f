"""What goes wrong in practice, as code: each replaces one function of the reference."""

from collections.abc import Callable

import numpy as np

from grader.exercise import Array, misconception


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


def with_output_errors(
    net: tuple[Array, ...], mask: Array | None, errors: Callable[[Array, Array], Array]
) -> dict[str, Array]:
    """Return gradients in which the errors at the sums before the softmax are `errors(sums, Y)`."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    dO = errors(h[1:] @ Why + by, Y) * (1.0 if mask is None else mask[:, None])
    d, dh0 = carry(h, dO, Why, Whh, right_step)
    return collect(X, h, dO, d, dh0, Wxh)


@misconception(
    "rnn_bptt",
    hint="If the right class becomes likelier the loss falls. Which sign has its slope?",
    source="001, lines 1560-1605, 1627-1629 and 1635: the sign of the error changes from formula to formula",
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


@misconception(
    "rnn_bptt",
    hint="A factor of two comes from a square. Is there a square in this loss?",
    source="001, lines 1555 and 1560-1605: the derivative of a squared error",
)
def factor_of_squared_error(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Doubles the errors of the output, as for a squared error."""
    return bptt(net, mask, factor=2.0)[0]


@misconception(
    "rnn_bptt",
    hint="Targets are probabilities. What has to happen to the sums at the output before the two can be compared?",
    source="002, line 12: y = W h without a softmax",
)
def softmax_left_out(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Subtracts the targets from the sums at the output."""
    return with_output_errors(net, mask, lambda sums, Y: sums - Y)


@misconception(
    "rnn_bptt",
    hint="Derive the whole chain once, from loss to sum. How often does the derivative of softmax come up in it?",
)
def softmax_slope_twice(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Multiplies the errors of the output by the slope of softmax once more."""

    def errors(sums: Array, Y: Array) -> Array:
        p = np.exp(log_softmax(sums))
        return np.asarray((p - Y) * p * (1 - p))

    return with_output_errors(net, mask, errors)


@misconception(
    "rnn_bptt",
    hint="Every step has a prediction and a loss of its own. From how many of them do you start going back?",
    source="001: all gradients from the last error E_3 alone",
)
def only_last_step_counts(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Goes back from the last prediction only."""
    last = np.arange(len(net[0])) == len(net[0]) - 1
    return bptt(net, last * (1.0 if mask is None else mask))[0]


@misconception(
    "rnn_bptt",
    hint="Every step has a prediction and a loss of its own. Which of them do Why and by take part in?",
    source="001: the gradient of the output weights from the last error E_3 alone",
)
def output_layer_from_last_step(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Takes dWhy and dby from the last prediction only."""
    grads, h, dO, _ = bptt(net, mask)
    return grads | {"dWhy": np.outer(h[-1], dO[-1]), "dby": dO[-1].copy()}


@misconception(
    "rnn_bptt",
    hint="A weight of 2 or of -1/2 is neither there nor absent. What does your code make of such a mask?",
)
def mask_is_a_switch_in_gradient(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Takes a step in if its weight is not zero, whatever the weight is."""
    return bptt(net, None if mask is None else (mask != 0).astype(np.float64))[0]


@misconception(
    "rnn_loss",
    hint="A weight of 2 or of -1/2 is neither there nor absent. What does your code make of such a mask?",
)
def mask_is_a_switch_in_loss(*net: Array, mask: Array | None = None) -> float:
    """Takes a step in if its weight is not zero, whatever the weight is."""
    return float(np.sum(step_losses(*net) * (1.0 if mask is None else mask != 0)))


@misconception(
    "rnn_bptt",
    hint="A step that does not count itself still lies between others. What may your mask not take from it?",
)
def mask_on_carried_errors(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Multiplies the whole error of a state with the mask, what later steps sent back included."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    m = np.ones(len(X)) if mask is None else mask
    dO = output_errors(h, Y, Why, by, None)
    d, carried = np.zeros((len(X), len(h0))), np.zeros(len(h0))
    for t in reversed(range(len(X))):
        d[t] = m[t] * (dO[t] @ Why.T + carried) * slope(h[t + 1])
        carried = d[t] @ Whh.T
    return collect(X, h, m[:, None] * dO, d, carried, Wxh)


@misconception(
    "rnn_bptt",
    hint="Your loss and your gradient do not start from the same state. In the example it is zero; what if it is not?",
)
def forward_from_zeros(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Starts the forward pass of the gradient from zeros, whatever h0 is."""
    X, Y, h0, *weights = net
    return bptt((X, Y, np.zeros(h0.shape), *weights), mask)[0]


@misconception(
    "rnn_loss",
    hint="The first step has a predecessor too. In the example it is zero; what if it is not?",
)
def loss_from_zeros(*net: Array, mask: Array | None = None) -> float:
    """Starts from a state of zeros, whatever h0 is."""
    X, Y, h0, *weights = net
    losses = step_losses(X, Y, np.zeros(h0.shape), *weights)
    return float(np.sum(losses * (1.0 if mask is None else mask)))


@misconception("rnn_loss", hint="Every step makes a prediction. How many of them does your loss look at?")
def loss_of_last_step(*net: Array, mask: Array | None = None) -> float:
    """Returns the loss of the last step only."""
    return float(step_losses(*net)[-1] * (1.0 if mask is None else mask[-1]))


@misconception(
    "rnn_loss", hint="A logarithm of a probability is negative. Should a better prediction cost more, or less?"
)
def sign_of_loss(*net: Array, mask: Array | None = None) -> float:
    """Forgets the minus sign of the cross-entropy."""
    return float(-np.sum(step_losses(*net) * (1.0 if mask is None else mask)))


@misconception(
    "rnn_loss",
    hint="ln of a probability that rounded to 0 is -inf. What is ln(softmax) on paper, before anything is rounded?",
    exception="right wherever no probability rounds to zero, so it costs the check on large sums only",
)
def log_of_softmax(*net: Array, mask: Array | None = None) -> float:
    """Takes the logarithm of probabilities that may have rounded to zero."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    e = np.exp(forward(X, h0, Wxh, Whh, bh)[1:] @ Why + by)
    losses = -np.sum(Y * np.log(e / e.sum(axis=1, keepdims=True)), axis=1)
    return float(np.sum(losses * (1.0 if mask is None else mask)))


@misconception(
    "rnn_bptt",
    hint="dX is collected from the last step to the first. In which order does the statement want its rows?",
)
def input_gradient_in_backward_order(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Returns the rows of dX in the order in which they were found."""
    grads = bptt(net, mask)[0]
    return grads | {"dX": grads["dX"][::-1].copy()}


@misconception(
    "rnn_bptt",
    hint="Between h0 and the first sum stands a matrix. Is your last carried error before it or after it?",
)
def initial_gradient_before_weights(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Returns the error at the first sum for the gradient at the initial state."""
    grads, _, _, d = bptt(net, mask)
    return grads | {"dh0": d[0].copy()}


@misconception(
    "rnn_bptt",
    hint="The slope is wanted at the step that the error is at. Which state did you take it from?",
)
def slope_of_state_before(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Takes the derivative of the tanh at the state before."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    dO = output_errors(h, Y, Why, by, mask)
    d, dh0 = carry(np.vstack([h[:1], h[:-1]]), dO, Why, Whh, right_step)
    return collect(X, h, dO, d, dh0, Wxh)


@misconception(
    "rnn_bptt",
    hint="Draw the shapes with H and K different: an error per output must become an error per hidden unit.",
    source="003, line 57: factors in an order in which their shapes do not conform",
    exception="wrong entries where H = K, and an exception for every other shape",
)
def output_weights_not_transposed(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Passes the errors of the output back through Why as it stands."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    dO = output_errors(h, Y, Why, by, mask)
    d, dh0 = carry(h, dO, Why.T, Whh, right_step)
    return collect(X, h, dO, d, dh0, Wxh)


@misconception(
    "rnn_bptt",
    hint="Draw the shapes with D and H different: an error per hidden unit must become one per input.",
    exception="wrong entries where D = H, and an exception for every other shape",
)
def input_weights_not_transposed(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Passes the errors of the states back through Wxh as it stands in dX."""
    grads, _, _, d = bptt(net, mask)
    return grads | {"dX": d @ net[3]}


@misconception(
    "rnn_bptt",
    hint="The last state of the loop is not the first. Where do you keep it, and whose array is that?",
    exception="every value is right; only the promise to leave the arguments alone is broken",
)
def state_kept_in_argument(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Uses the array of the initial state for the running one."""
    grads, h, _, _ = bptt(net, mask)
    net[2][...] = h[-1]
    return grads


def with_steps(net: tuple[Array, ...], mask: Array | None, steps: Callable[[int], list[int]]) -> dict[str, Array]:
    """Return gradients of which the loop back visits the steps `steps(T)` only."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    dO, d = np.zeros(Y.shape), np.zeros((len(X), len(h0)))
    errors, carried = output_errors(h, Y, Why, by, mask), np.zeros(len(h0))
    for t in steps(len(X)):
        dO[t] = errors[t]
        d[t] = right_step(dO[t] @ Why.T, carried, h[t + 1])
        carried = d[t] @ Whh.T
    return collect(X, h, dO, d, carried, Wxh)


@misconception(
    "rnn_bptt",
    hint="Write down the numbers that your loop counts through for four steps. Is the first step among them?",
    exception="a step is missing in all sums, in dX and on the way to h0, and a sequence of one step has none left",
)
def first_step_left_out(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Stops the loop back before the first step."""
    return with_steps(net, mask, lambda T: list(range(T - 1, 0, -1)))


@misconception(
    "rnn_bptt",
    hint="Write down the numbers that your loop counts through for four steps. Is the last step among them?",
)
def last_step_left_out(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Begins the loop back one step too early in time."""
    return with_steps(net, mask, lambda T: list(range(T - 2, -1, -1)))


@misconception(
    "rnn_bptt",
    hint="An error at step 3 was caused at steps 2 and 1. In which direction does your loop take it?",
)
def loop_runs_forward(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Carries the errors from the first step to the last."""
    return with_steps(net, mask, lambda T: list(range(T)))


@misconception(
    "rnn_bptt",
    hint="The prediction of a step is made from one of the two states around it. Which one does your dWhy meet?",
)
def output_weights_with_state_before(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Pairs the errors of the output with the states before the step in dWhy."""
    grads, h, dO, _ = bptt(net, mask)
    return grads | {"dWhy": h[:-1].T @ dO}


@misconception(
    "rnn_bptt",
    hint="A square matrix hides its orientation. Row i of Whh belongs to which unit of the state before: is that so in "
    "your gradient?",
)
def recurrent_gradient_transposed(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Returns dWhh transposed, which always fits."""
    grads = bptt(net, mask)[0]
    return grads | {"dWhh": grads["dWhh"].T.copy()}


@misconception(
    "rnn_bptt",
    hint="What is carried to the step before must have passed the tanh and the weights, all of it. What remains in "
    "your sum from the step before that?",
)
def carried_error_added_to_itself(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Adds what goes back through Whh to the error at the state, instead of replacing it."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    dO = output_errors(h, Y, Why, by, mask)
    d, carried = np.zeros((len(X), len(h0))), np.zeros(len(h0))
    for t in reversed(range(len(X))):
        at_state = dO[t] @ Why.T + carried
        d[t] = at_state * slope(h[t + 1])
        carried = at_state + d[t] @ Whh.T
    return collect(X, h, dO, d, carried, Wxh)


@misconception(
    "rnn_bptt",
    hint="Whh stands before the tanh. Has the error that you multiply with it passed the tanh already?",
)
def carried_from_before_the_tanh(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Carries the error at the state back through Whh, without the slope of the tanh."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    h = forward(X, h0, Wxh, Whh, bh)
    dO = output_errors(h, Y, Why, by, mask)
    d, carried = np.zeros((len(X), len(h0))), np.zeros(len(h0))
    for t in reversed(range(len(X))):
        at_state = dO[t] @ Why.T + carried
        d[t] = at_state * slope(h[t + 1])
        carried = at_state @ Whh.T
    return collect(X, h, dO, d, carried, Wxh)


@misconception(
    "rnn_bptt",
    hint="Your slope is that of another activation: it would be 0 where the state is 0. Which one is used here?",
)
def slope_of_sigmoid(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Uses the slope of the sigmoid for that of the tanh."""
    return bptt(net, mask, lambda own, carried, h: (own + carried) * h * (1 - h))[0]


@misconception(
    "rnn_bptt",
    hint="A step that does not count itself still lies on the way of errors from later ones. What do you do there?",
)
def masked_steps_skipped(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Passes over steps that do not count, so that an error jumps from a later state to an earlier one."""
    counts = np.ones(len(net[0])) if mask is None else mask
    return with_steps(net, mask, lambda T: [t for t in reversed(range(T)) if counts[t] != 0])


@misconception(
    "rnn_bptt", hint="The initial state has led to all others. What is left of the errors after your last step?"
)
def initial_gradient_zero(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Returns zeros for dh0."""
    grads = bptt(net, mask)[0]
    return grads | {"dh0": np.zeros(len(net[2]))}


@misconception(
    "rnn_bptt",
    hint="Your gradient follows a network in which a sum lacks a term. Compare your forward pass with the equations.",
    exception="every state is another one, and with them all that is compared with the statement's",
)
def hidden_bias_left_out(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Forgets bh in the forward pass of the gradient."""
    return bptt((*net[:6], 0 * net[6], net[7]), mask)[0]


@misconception(
    "rnn_bptt",
    hint="Your gradient follows a network whose outputs lack a term. Compare your forward pass with the equations.",
)
def output_bias_left_out(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Forgets by in the forward pass of the gradient."""
    return bptt((*net[:7], 0 * net[7]), mask)[0]


@misconception(
    "rnn_loss",
    hint="Three terms make the sum before the tanh. How many does your loss add?",
)
def hidden_bias_left_out_of_loss(*net: Array, mask: Array | None = None) -> float:
    """Forgets bh."""
    losses = step_losses(*(*net[:6], 0 * net[6], net[7]))
    return float(np.sum(losses * (1.0 if mask is None else mask)))


@misconception(
    "rnn_loss",
    hint="Two terms make the sum before the softmax. How many does your loss add?",
)
def output_bias_left_out_of_loss(*net: Array, mask: Array | None = None) -> float:
    """Forgets by."""
    losses = step_losses(*(*net[:7], 0 * net[7]))
    return float(np.sum(losses * (1.0 if mask is None else mask)))


@misconception(
    "rnn_loss",
    hint="What a step counts is its weight, and the statement sums. By what do you divide, and what if the weights sum "
    "to zero?",
)
def loss_is_mean_over_mask(*net: Array, mask: Array | None = None) -> float:
    """Divides the loss by the sum of the mask."""
    m = np.ones(len(net[0])) if mask is None else mask
    return float(np.sum(step_losses(*net) * m) / np.sum(m))


@misconception(
    "rnn_bptt",
    hint="What a step counts is its weight, and the statement sums. By what do you divide, and what if the weights sum "
    "to zero?",
)
def gradient_is_mean_over_mask(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Divides the output errors by the sum of the mask."""
    return bptt(net, mask, factor=np.divide(1.0, len(net[0]) if mask is None else np.sum(mask)))[0]


@misconception(
    "rnn_loss",
    hint="The largest probability is safe, the smallest is not: ln of 0 is -inf. What is ln(softmax) on paper?",
    exception="right wherever no probability rounds to zero, so it costs the check on large sums only",
)
def log_of_shifted_softmax(*net: Array, mask: Array | None = None) -> float:
    """Shifts the sums before the softmax, and takes the logarithm of probabilities that may have rounded to zero."""
    X, Y, h0, Wxh, Whh, Why, bh, by = net
    losses = -np.sum(Y * np.log(np.exp(log_softmax(forward(X, h0, Wxh, Whh, bh)[1:] @ Why + by))), axis=1)
    return float(np.sum(losses * (1.0 if mask is None else mask)))


@misconception(
    "rnn_bptt",
    hint="exp overflows for large sums. Which shift of a row is free and makes them harmless?",
    exception="right wherever exp is finite, so it costs the check on large sums only",
)
def no_shift(*net: Array, mask: Array | None = None) -> dict[str, Array]:
    """Exponentiates the output sums as they are, which overflows for large ones."""

    def errors(sums: Array, Y: Array) -> Array:
        e = np.exp(sums)
        return np.asarray(e / e.sum(axis=1, keepdims=True) - Y)

    return with_output_errors(net, mask, errors)
