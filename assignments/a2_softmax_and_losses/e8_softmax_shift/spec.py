r"""# Softmax and shift invariance

A classifier ends with one real number per class, the *logit*. The larger the logit, the more the network
believes in that class, but a belief should be a probability: positive, and summing to one over the classes.
Softmax makes it so.

## The maths

For one row of logits $z \in \mathbb{R}^K$,

$$ p_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}, \qquad i = 1, \dots, K. $$

Adding the same number $c$ to every logit of a row changes nothing, because $e^{c}$ stands in every summand
above and below the line:

$$ \operatorname{softmax}(z + c) = \operatorname{softmax}(z). $$

This *shift invariance* is more than a curiosity. On paper $e^{1000}$ is a number like any other; in float64
it is `inf`, and `inf / inf` is `nan`. You are free to choose $c$.

A batch is a matrix $Z$ of shape $(N, K)$, $N \ge 1$: each of its rows is an example with a distribution of
its own.

| symbol | shape | meaning |
|---|---|---|
| $Z$ | $(K,)$ or $(N, K)$ | logits, classes on the last axis |
| $p$ | as $Z$ | probabilities; each row sums to 1 |

## What you can rely on

- `Z` is a float64 array of one or two dimensions with $K \ge 2$ classes. Its entries are finite, but they
  may be as large as $\pm 10^4$, in one row or across rows.
- You write into arrays of your own: `Z` must be the same after the call as before.

## What is expected

A float64 array of the shape of `Z`: a row alone, `(K,)`, gives `(K,)` and not `(1, K)`.

## Worked numbers

| `Z` | `softmax(Z)` |
|---|---|
| `[1, 2]` | `[0.2689414214, 0.7310585786]` |
| `[1001, 1002]` | `[0.2689414214, 0.7310585786]` |
| `[-1001, -1002]` | `[0.7310585786, 0.2689414214]` |
| `[0, 0, 0]` | `[0.3333333333, 0.3333333333, 0.3333333333]` |

With two classes softmax is the sigmoid of the difference: $\operatorname{softmax}([0, z])_2 = \sigma(z)$.

## How it is graded

The worked numbers; the properties above (rows sum to one, shift invariance, the order of classes and of rows
does not matter, $\log (p_i / p_j) = z_i - z_j$ for moderate logits); the values on many batches; very large
logits; `Z` unchanged. A `RuntimeWarning` costs nothing: only values count.

> **In the notes.** One passage normalises the logits themselves and gets `[1/3, 2/3]` for `[1, 2]`, and
> another divides $e^2$ by $e^1 + e^3$, mixing two inputs. Both are dead ends that the author corrects later.
"""

from grader.exercise import Array, shapes

POINTS = 6
# One more each time a student asks: where to look, then which idea, then how the parts fit. Never the code.
HINTS = (
    "Do it for one row with pencil and paper: [1, 2]. Then for [1001, 1002]. The statement says that you may "
    "choose c; which c makes the second row as easy as the first?",
    "Every row has a maximum of its own and a sum of its own. For a matrix of shape (N, K) you need one "
    "number per row, in a shape that still lines up with (N, K). Print the shapes of your intermediate "
    "results.",
    "A row alone has shape (K,), a batch (N, K). There is one axis that means `classes` in both cases, "
    "counted from the end. NumPy's reductions can keep the axis that they sum over, with length 1.",
)


@shapes("Z:(...,k) -> (...,k)")
def softmax(Z: Array) -> Array:
    """Return the softmax of each row of logits.

    Args:
        Z: logits of shape (K,) or (N, K), classes on the last axis.

    Returns:
        Probabilities of the same shape; each row sums to 1.
    """
