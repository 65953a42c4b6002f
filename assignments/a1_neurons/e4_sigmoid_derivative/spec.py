r"""# Sigmoid and its derivative

A neuron adds up its inputs and must then decide how strongly to respond. The sigmoid turns any sum, however
large, into a response between 0 and 1, and does so smoothly: a little more input always means a little more
response. How much more is its derivative, and that number is what learning by gradients feeds on.

## The maths

For a real number $z$,

$$ \sigma(z) = \frac{1}{1 + e^{-z}}, \qquad
   \sigma'(z) = \lim_{h \to 0} \frac{\sigma(z + h) - \sigma(z)}{h}. $$

Finding $\sigma'$ in closed form is your part: the chain rule and one line of algebra will do.

On the way forward a network computes $a = \sigma(z)$ and keeps it for the next layer; $z$ itself is often
thrown away. Nothing is lost by that. No two values of $z$ share an $a$, so the slope at $z$ is a function of $a$
alone, and a simple one: without an exponential. You write the derivative both ways, once for those
who know $z$, and once for those who have only $a$ left.

All three functions act on each entry of an array by itself.

| symbol | shape | meaning |
|---|---|---|
| $z$ | any, at least one dimension | weighted sums, one per neuron |
| $a$ | as $z$ | responses, $a = \sigma(z)$ |
| $\sigma'$ | as $z$ | slope of $\sigma$ at $z$ |

## What you can rely on

- `z` is a float64 array with at least one dimension and at least one entry. Its entries are finite, but they may
  be as large as $\pm 10^4$; there $\sigma$ is 0 or 1 and its slope 0, as far as float64 can tell.
- The entries of `a` lie between 0 and 1. Both ends occur: a response that is 1 to all its digits is stored as 1.
- You write into arrays of your own: the arguments must be the same after the call as before.

## What is expected

`sigmoid(z)` and `sigmoid_prime(z)` return $\sigma$ and $\sigma'$ at `z`; `sigmoid_prime_from_output(a)` returns
$\sigma'$ at the $z$ for which $\sigma(z)$ is `a`. Each is a float64 array of the shape of its argument. One
function may call another.

## Worked numbers

| $z$ | `sigmoid` | `sigmoid_prime` |
|---|---|---|
| 0 | `0.5` | `0.25` |
| 1 | `0.73105857863` | `0.196611933241` |
| -1 | `0.26894142137` | `0.196611933241` |
| 2 | `0.880797077978` | `0.104993585404` |
| 8 | `0.99966464987` | `0.000335237670756` |

For an entry of the second column, `sigmoid_prime_from_output` gives the entry next to it in the third.

## How it is graded

The worked numbers; properties of the sigmoid ($\sigma(z) + \sigma(-z) = 1$, strictly increasing) and of its slope
(positive, the same at $z$ and $-z$, steepest at 0); your slope against finite differences of *your own*
sigmoid; your two derivatives against one another; the values of all three functions on arrays of many shapes, where
a slope that follows from a wrong sigmoid is not charged again; very large entries; arguments unchanged. A
`RuntimeWarning` costs nothing: only values count.

> **In the notes.** One page prints the derivative as $\sigma(z) \circ \sigma(1 - z)$; at $z = 2$ that is
> 0.2369, and the table above says otherwise. Another arrives at $-\sigma(z)$ halfway through, a negative slope for
> a function that rises. A third works out $1 / (1 + e^{-8})$ and gets 1.0003, which no sigmoid can reach.
"""

from grader.exercise import Array, shapes

POINTS = 5
# One more each time a student asks: where to look, then which idea, then how the parts fit. Never the code.
HINTS = (
    "Draw the curve first: its values at 0, far to the left and far to the right. Its slope is largest in the "
    "middle. What does that say about the derivative at 0, and in the tails?",
    "Differentiate 1 / (1 + e^(-z)) on paper with the quotient rule, and try to write the result in terms of "
    "the sigmoid itself. One of the three functions then needs no exponential at all.",
    "For large negative z, the exponential of -z overflows. The sigmoid has another form in which every "
    "exponent is negative or zero, and there is a function in NumPy that is the same curve, stretched and "
    "shifted, and never overflows.",
)


@shapes("z:(...) -> (...)")
def sigmoid(z: Array) -> Array:
    """Return the sigmoid of each entry.

    Args:
        z: weighted sums, of any shape with at least one dimension.

    Returns:
        Responses between 0 and 1, of z's shape.
    """


@shapes("z:(...) -> (...)")
def sigmoid_prime(z: Array) -> Array:
    """Return the slope of the sigmoid at each entry.

    Args:
        z: weighted sums, of any shape with at least one dimension.

    Returns:
        The derivative of the sigmoid at z, of z's shape.
    """


@shapes("a:(...) -> (...)")
def sigmoid_prime_from_output(a: Array) -> Array:
    """Return the slope of the sigmoid where its value is a.

    Args:
        a: responses between 0 and 1, both included, of any shape with at least one dimension.

    Returns:
        The derivative of the sigmoid at the z with sigmoid(z) = a, of a's shape.
    """
