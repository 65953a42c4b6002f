r"""# Centred-difference gradient check

A gradient derived by hand is a claim. Before you train with it, test it: nudge each parameter a little, watch
how the cost responds, and compare. It is slow, it needs no calculus, and it finds nearly every mistake. You
write the two halves: the numerical gradient of any function, and the comparison.

## The maths

Let $f$ map an array $\theta$ of any shape to a number, and let $e_i$ be the array that is 1 at entry $i$ and
0 elsewhere. The centred difference at entry $i$ is

$$ n_i = \frac{f(\theta + \varepsilon e_i) - f(\theta - \varepsilon e_i)}{2 \varepsilon}. $$

By Taylor's theorem its error is of the order of $\varepsilon^2$; for a polynomial of degree two it is exact,
up to rounding, at any $\varepsilon$. A smaller $\varepsilon$ is not always better: the two values of $f$ agree in
more and more of their 16 digits, and those cancel in the difference.

A gradient $g$ that somebody claims is compared with $n$ entry by entry, relative to their size where that is
above one. What counts is the worst entry:

$$ \text{error} = \max_i \frac{|n_i - g_i|}{\max(1, |n_i|, |g_i|)}. $$

| symbol | shape | meaning |
|---|---|---|
| $\theta$ | any, at least one dimension | the parameters |
| $f(\theta)$ | a float | the cost |
| $n$, $g$ | as $\theta$ | numerical and claimed gradient |

## What you can rely on

- `theta` is a float64 array with at least one entry. It is yours to change during the call, but when either of your
  functions is done it must be as it was, to the last bit: also when `f` or `cost_grad` raised an exception, which
  then reaches your caller.
- `f` takes an array of the shape of `theta`, and only that, and returns a float. Its entries need not act
  independently: $f(\theta) = \theta_1 \theta_2$ is a fair question. It does not change what you pass it.
- `cost_grad` takes `theta` and returns the pair `(cost, gradient)`, both finite, the gradient as a fresh array.
- `eps` and `tol`, where given, are given by keyword.

## What is expected

`numerical_gradient` returns a float64 array of the shape of `theta`. Evaluating `f` is the expensive part:
call it twice per entry of `theta` (one call more in all is tolerated).

`gradient_check` returns `(ok, error)`: the error defined above, a float, and whether it is at most `tol`, a
bool of Python's or NumPy's.

## Worked numbers

| $f$ | $\theta$ | `eps` | numerical gradient |
|---|---|---|---|
| $\sum x^2$ | `[123.456]` | default | `[246.912]` (and $f = 15241.383936$) |
| $\sum x^2$ | `[1, 2]` | default | `[2, 4]` (and $f = 5$) |
| $\frac{1}{2} x - \frac{3}{5}$ | one entry, any | default | `[0.5]` |
| $x^3$ | `[1]` | 0.01 | `[3.0001]`, which is $3 + \varepsilon^2$ |

For $f = \sum x^2$ at `[1, 2]` and the claim `[2, 5]`, the error is $1/5 = 0.2$.

## How it is graded

`numerical_gradient`: the worked numbers, quadratics at a large `eps`, matrices and higher arrays, the precision
on smooth functions, the number of calls, `theta` afterwards. `gradient_check`: right gradients are accepted and
wrong ones rejected, given what your own `numerical_gradient` says; the error it returns; `eps` and `tol`; `theta`
afterwards here, too.

> **In the notes.** One page sets $\varepsilon = 10^{-9}$, another $10^{-4}$: on the loss of a small network the
> first is wrong several digits earlier than the second. The page on $\frac{1}{2}\theta - \frac{3}{5}$ prints $1/4$
> at the end, and the one on `x = [1, 2]` mixes up cost and gradient: the cost is 5, the gradient `[2, 4]`.
"""

from collections.abc import Callable

import numpy as np


def numerical_gradient(
    f: Callable[[np.ndarray], float], theta: np.ndarray, eps: float = 1e-4
) -> np.ndarray:
    """Return the centred-difference gradient of f at theta.

    Args:
        f: function of an array of theta's shape that returns a float.
        theta: parameters, of any shape with at least one dimension; as before once the call is done.
        eps: step of the difference.

    Returns:
        The gradient, of theta's shape.
    """
    raise NotImplementedError


def gradient_check(
    cost_grad: Callable[[np.ndarray], tuple[float, np.ndarray]],
    theta: np.ndarray,
    eps: float = 1e-4,
    tol: float = 1e-5,
) -> tuple[bool, float]:
    """Return whether a claimed gradient agrees with the numerical one, and the largest relative error.

    Args:
        cost_grad: function of theta that returns the pair (cost, gradient).
        theta: parameters, of any shape with at least one dimension; as before once the call is done.
        eps: step of the numerical gradient.
        tol: largest error that is accepted.

    Returns:
        The pair (ok, error): error = max |n - g| / max(1, |n|, |g|), and ok is whether error <= tol.
    """
    raise NotImplementedError
