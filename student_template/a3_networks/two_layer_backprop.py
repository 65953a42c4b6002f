r"""# Two-layer backpropagation

The smallest network in which backpropagation deserves its name: one hidden layer of sigmoids, a softmax on
top, cross-entropy as the cost. You write the cost, and then its gradient with respect to everything: both
weight matrices, both biases, the input, and the two intermediate sums that the errors pass through on their
way back.

## The maths

Rows are examples. For a batch $X$ of $N$ inputs,

$$ Z_1 = X W_1 + b_1, \qquad A = \sigma(Z_1), \qquad Z_2 = A W_2 + b_2, \qquad \hat Y = \operatorname{softmax}(Z_2), $$

with $\sigma(z) = 1 / (1 + e^{-z})$ entry by entry and the softmax of each row of its own. The cost is the
cross-entropy between the targets $Y$ and $\hat Y$, **summed** over examples and classes:

$$ J = -\sum_{n=1}^{N} \sum_{k=1}^{K} Y_{nk} \ln \hat Y_{nk}. $$

| symbol | shape | meaning |
|---|---|---|
| $X$ | $(N, D)$ | inputs, one row per example |
| $Y$ | $(N, K)$ | targets; each row is non-negative and sums to 1 |
| $W_1, b_1$ | $(D, H)$, $(H,)$ | hidden layer |
| $W_2, b_2$ | $(H, K)$, $(K,)$ | output layer |

The gradient is asked for under these names, in this order. A gradient has the shape of what it is taken with
respect to; `d2` and `d1` are the errors that the others are made of.

| key | derivative | shape |
|---|---|---|
| `d2` | $\partial J / \partial Z_2$ | $(N, K)$ |
| `d1` | $\partial J / \partial Z_1$ | $(N, H)$ |
| `dW2`, `db2` | $\partial J / \partial W_2$, $\partial J / \partial b_2$ | $(H, K)$, $(K,)$ |
| `dW1`, `db1` | $\partial J / \partial W_1$, $\partial J / \partial b_1$ | $(D, H)$, $(H,)$ |
| `dX` | $\partial J / \partial X$ | $(N, D)$ |

## What you can rely on

- All arguments are float64 arrays of these shapes, with $K \ge 2$ and all other sides at least 1.
- Rows of $Y$ sum to 1. They may be one-hot or *soft*, such as `[0.2, 0.8]`.
- Weights may be large: pre-activations up to $\pm 10^4$ occur, and both cost and gradient must still be
  finite and right (with an absolute tolerance that grows with the weights).
- You write into arrays of your own: the arguments must be the same after the call as before.

## What is expected

`two_layer_cost` returns a float, `two_layer_grads` a dict with the seven keys above, each a float64 array; what
else is in the dict does not matter.

## Worked numbers

With

$$ X = \begin{pmatrix} 0.1 & 0.4 & 0.5 \\ -0.2 & 0.3 & 0 \end{pmatrix}, \quad
   Y = \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}, \quad
   W_1 = \begin{pmatrix} 0.1 & 0.2 \\ 0.3 & 0.4 \\ 0.5 & 0.6 \end{pmatrix}, \quad
   W_2 = \begin{pmatrix} 0.7 & 0.8 \\ 0.9 & 0.1 \end{pmatrix} $$

and $b_1 = b_2 = (0.5, 0.5)$:

| | |
|---|---|
| $J$ | `1.41256136762` |
| `d2` | `[[-0.374958111749, 0.374958111749], [0.610396123506, -0.610396123506]]` |
| `d1` | `[[0.00777005330485, -0.0595199081854], [-0.0140845719977, 0.112361712003]]` |
| `dW2` | `[[0.124869840586, -0.124869840586], [0.118669935896, -0.118669935896]]` |
| `db2` | `[0.235438011757, -0.235438011757]` |
| `dW1`, first and second row | `[0.00359391973003, -0.0284243332192]`, `[-0.00111735027738, 0.00990055032682]` |
| `dW1`, third row | `[0.00388502665242, -0.0297599540927]` |
| `db1` | `[-0.0063145186929, 0.0528418038179]` |
| `dX`, first row | `[-0.0111269763066, -0.0214769472827, -0.0318269182588]` |
| `dX`, second row | `[0.0210638852009, 0.040719313202, 0.0603747412031]` |

In this example $H = K = 2$, so a matrix of the wrong orientation fits without complaint.

## How it is graded

The worked numbers; your gradient against finite differences of *your own* cost, with one-hot targets; each of the
seven parts by itself, given the ones before it, so that one slip is paid for once; soft targets; batches against
single rows; networks of every shape; huge weights; arguments unchanged. A `RuntimeWarning` costs nothing: only values
count.

> **In the notes.** One page prints the derivative of the sigmoid as $\sigma(z) \circ \sigma(1 - z)$. At
> $z = 2$ that is 0.2369, while the slope of $\sigma$ there is 0.1050. The products of
> the same page, in row layout, do not fit together unless $D = H = K$.
"""

import numpy as np


def two_layer_cost(
    X: np.ndarray,
    Y: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
) -> float:
    """Return the cross-entropy cost of the network, summed over examples and classes.

    Args:
        X: inputs of shape (N, D).
        Y: targets of shape (N, K); rows sum to 1.
        W1, b1: hidden layer, of shapes (D, H) and (H,).
        W2, b2: output layer, of shapes (H, K) and (K,).

    Returns:
        The cost, a float.
    """
    raise NotImplementedError


def two_layer_grads(
    X: np.ndarray,
    Y: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return the gradient of `two_layer_cost` with respect to sums, parameters and input.

    Args:
        X: inputs of shape (N, D).
        Y: targets of shape (N, K); rows sum to 1.
        W1, b1: hidden layer, of shapes (D, H) and (H,).
        W2, b2: output layer, of shapes (H, K) and (K,).

    Returns:
        A dict with the keys d2 (N, K), d1 (N, H), dW2 (H, K), db2 (K,), dW1 (D, H), db1 (H,), dX (N, D).
    """
    raise NotImplementedError
