r"""# Gradient of cross-entropy at the logits

A classifier turns logits into probabilities and pays for every bit of probability that it withholds from the
right class. Learning starts at the far end of this chain: if a logit rose a little, would the loss rise or fall, and
by how much? The answer is the error that backpropagation carries through all the layers below. Two functions
lie between a logit and the loss, softmax and the logarithm; composed, they undo much of one another, and what
remains is short.

## The maths

For one row of logits $z \in \mathbb{R}^K$ and targets $y \in \mathbb{R}^K$,

$$ \hat y_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}, \qquad L(z, y) = -\sum_{i=1}^{K} y_i \ln \hat y_i. $$

In a batch each row is an example with a loss of its own, and the loss of the batch is their **sum**:

$$ L(Z, Y) = \sum_{n=1}^{N} L(z_n, y_n). $$

There is no division by $N$, nor by $K$. Your function returns the derivative of this sum with respect to every
logit, $G_{nk} = \partial L / \partial Z_{nk}$. Mind that $z_k$ occurs in *every* $\hat y_i$, through the
denominator.

| symbol | shape | meaning |
|---|---|---|
| $Z$ | $(K,)$ or $(N, K)$ | logits, classes on the last axis |
| $Y$ | as $Z$ | targets; each row is non-negative and sums to 1 |
| $G$ | as $Z$ | gradient of the loss with respect to the logits |

## What you can rely on

- `Z` and `Y` are float64 arrays of the same shape, of one or two dimensions, with $K \ge 2$ classes and
  $N \ge 1$ examples.
- The entries of `Z` are finite, but they may be as large as $\pm 10^4$, in one row or across rows. The loss may
  then be huge; its gradient never is.
- Rows of `Y` are non-negative and sum to 1, up to rounding. They may be one-hot or *soft*, such as `[0.2, 0.8]`.
- You write into arrays of your own: the arguments must be the same after the call as before.

## What is expected

A float64 array of the shape of `Z`: a row alone, `(K,)`, gives `(K,)` and not `(1, K)`.

## Worked numbers

| `Z` | `Y` | `ce_grad_logits(Z, Y)` |
|---|---|---|
| `[1, 2, 3]` | `[0, 1, 0]` | `[0.0900305731704, -0.755271528945, 0.665240955775]` |
| `[1, 2]` | `[1, 0]` | `[-0.73105857863, 0.73105857863]` |

## How it is graded

The worked numbers; the signs (raising the logit of the right class lowers the loss, raising any other does not);
properties (rows sum to zero, a shift of a row of logits changes nothing, the order of classes and of rows does
not matter, nothing is left to gain where $\hat y = y$); differences of the loss above along random directions;
the values, on the label and off it; soft targets, given your own gradients for one-hot ones; very large logits;
arguments unchanged. A `RuntimeWarning` costs nothing: only values count.

> **In the notes.** One derivation stops at a gradient that is zero for every class but the right one. Look at
> `[1, 2, 3]` above: is it true that raising the third logit costs nothing? Another page divides by
> `len(true)`, which for a single row is the number of classes, and a third carries a factor $1/n$ that runs over
> classes too. Neither belongs to the loss of this course.
"""

from grader.exercise import Array, shapes

POINTS = 6
# One more each time a student asks: where to look, then which idea, then how the parts fit. Never the code.
HINTS = (
    "Two functions follow one another here: softmax, then the loss. You could multiply their derivatives, but "
    "first write the loss of one row with the logarithm already taken: the fraction becomes a difference.",
    "Differentiate that difference with respect to one logit. One part depends on the target only; for the "
    "other, ask what the derivative of log(sum of exponentials) is. You have met that function before.",
    "If large logits give nan, remember what softmax forgives. If the sign is wrong, raise the logit of the "
    "right class in your mind: the loss falls, so what sign must the gradient have there?",
)


@shapes("Z:(...,k), Y:(...,k) -> (...,k)")
def ce_grad_logits(Z: Array, Y: Array) -> Array:
    """Return the gradient of the summed cross-entropy with respect to the logits.

    Args:
        Z: logits of shape (K,) or (N, K), classes on the last axis.
        Y: targets of the same shape; each row is non-negative and sums to 1.

    Returns:
        The gradient, of the same shape.
    """
