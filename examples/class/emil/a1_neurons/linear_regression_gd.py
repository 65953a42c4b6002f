r"""# Linear regression by gradient descent

Before there are networks there is one neuron without an activation, and the oldest problem of all: a line through
points. Its cost is a bowl, its gradient a formula, and gradient descent walks down, unless its steps are too long.

## The maths

For inputs $X$, targets $y$ and parameters $\theta$ the cost is half the **sum** of squared errors,

$$ J(\theta) = \frac{1}{2} \sum_{n=1}^{N} \Bigl( \sum_{j=1}^{d} X_{nj} \theta_j - y_n \Bigr)^2 . $$

Gradient descent minimises a cost by repeating a step of length $\alpha$ against the gradient, a fixed number of
times:

$$ \theta^{(k+1)} = \theta^{(k)} - \alpha \, \nabla J\bigl(\theta^{(k)}\bigr), \qquad k = 0, 1, \dots $$

| symbol | shape | meaning |
|---|---|---|
| $X$ | $(N, d)$ | inputs, one row per example (a column of ones, if there is to be an intercept) |
| $y$ | $(N,)$ | targets |
| $\theta$ | $(d,)$ | parameters |
| history | (steps,) | the cost before each step |

## What you can rely on

- All arrays are float64 with finite entries and at least one of each side; `steps` is an int, at least 1, and
  `alpha` a positive float.
- `cost_grad` takes an array of the shape of `theta` and returns the pair `(cost, gradient)`. It may be the gradient
  of any function and not only of the cost above.
- You write into arrays of your own: all arguments must be the same after the call as before.

## What is expected

`linreg_cost_grad` returns the pair $(J, \nabla J)$, a float and an array of the shape of `theta`.

`gradient_descent` returns the pair of the parameters after the last step and the history: entry `k` is the cost at
$\theta^{(k)}$, before step `k`, so that there are as many entries as steps.

## Worked numbers

With

$$ X = \begin{pmatrix} 1 & 1 \\ 1 & 2 \\ 1 & 3 \end{pmatrix}, \qquad y = (1, 2, 2), $$

| | |
|---|---|
| $J$ at $\theta = (0, 0)$ | `4.5` |
| $\nabla J$ at $\theta = (0, 0)$ | `[-5, -11]` |
| $\theta$ after three steps of $\alpha = 0.1$ from $(0, 0)$ | `[0.417, 0.842]` |
| history of these steps | `[4.5, 2.045, 0.96175]` |
| the $\theta$ of least cost | `[0.666666666667, 0.5]` |

Steps are too long for this problem, and the cost grows, if $\alpha$ is above 0.120196567317.

## How it is graded

`linreg_cost_grad`: the worked numbers, your gradient against finite differences of your own cost, batches against
single rows, zero at the solution of least squares. `gradient_descent`: the worked numbers, given your own gradient;
that the cost falls, converges and, for long steps, grows; the history; other cost functions. Arguments unchanged.

> **In the notes.** One page writes the update with a plus sign: three such steps from here take the cost from 4.5
> to 1567.8. The worked gradient on the same pages has lost a factor on its way through the chain rule.
"""

from collections.abc import Callable

import numpy as np


def linreg_cost_grad(
    theta: np.ndarray, X: np.ndarray, y: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the cost of linear regression and its gradient.

    Args:
        theta: parameters of shape (d,).
        X: inputs of shape (N, d).
        y: targets of shape (N,).

    Returns:
        The pair (cost, gradient): half the sum of squared errors, and an array of shape (d,).
    """
    raise NotImplementedError


def gradient_descent(
    cost_grad: Callable[[np.ndarray], tuple[float, np.ndarray]],
    theta: np.ndarray,
    alpha: float,
    steps: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Minimise a function by gradient descent.

    Args:
        cost_grad: function of theta that returns the pair (cost, gradient).
        theta: parameters to start from, of shape (d,).
        alpha: length of a step relative to the gradient.
        steps: number of steps.

    Returns:
        The pair (theta, history): the parameters after the last step, and the cost before each step, (steps,).
    """
    raise NotImplementedError
