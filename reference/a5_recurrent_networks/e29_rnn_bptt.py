"""A recurrent network with tanh states and a softmax at every step: its loss, and the gradient through time."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def log_softmax(Z: Array) -> Array:
    """Return the logarithm of the softmax of each row, without forming the softmax."""
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def hidden_states(X: Array, h0: Array, Wxh: Array, Whh: Array, bh: Array) -> Array:
    """Return the states after each step, of shape (T, H)."""
    states = [h0]
    for x in X:
        states.append(np.tanh(x @ Wxh + states[-1] @ Whh + bh))
    return np.array(states[1:])


def rnn_loss(
    X: Array, Y: Array, h0: Array, Wxh: Array, Whh: Array, Why: Array, bh: Array, by: Array, mask: Array | None = None
) -> float:
    """Return the cross-entropy, summed over classes and, weighted with the mask, over time."""
    h = hidden_states(X, h0, Wxh, Whh, bh)
    log_p = log_softmax(h @ Why + by)
    step_losses = -np.sum(Y * log_p, axis=1)
    m = np.ones(len(X)) if mask is None else mask
    return float(np.sum(m * step_losses))


def rnn_bptt(
    X: Array, Y: Array, h0: Array, Wxh: Array, Whh: Array, Why: Array, bh: Array, by: Array, mask: Array | None = None
) -> dict[str, Array]:
    """Return the gradient of the loss, by backpropagation through time.

    `dO` and `d` are the gradients at the sums before the softmax and before the tanh, of shapes (T, K) and (T, H).
    """
    h = hidden_states(X, h0, Wxh, Whh, bh)
    before = np.vstack([h0, h[:-1]])  # the state that each step started from
    o = h @ Why + by
    p = np.exp(log_softmax(o))
    m = np.ones(len(X)) if mask is None else mask
    dO = m[:, None] * (p - Y)
    d = np.zeros(h.shape)
    carried = np.zeros(h0.shape)  # what reaches the state from later steps
    for t in reversed(range(len(X))):
        at_state = dO[t] @ Why.T + carried
        d[t] = at_state * (1 - h[t] ** 2)
        carried = d[t] @ Whh.T
    return {
        "dWxh": X.T @ d,
        "dWhh": before.T @ d,
        "dWhy": h.T @ dO,
        "dbh": d.sum(axis=0),
        "dby": dO.sum(axis=0),
        "dX": d @ Wxh.T,
        "dh0": carried,
    }
