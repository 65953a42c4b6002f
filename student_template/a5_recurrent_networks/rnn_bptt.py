r"""# Backpropagation through time

A recurrent network reads a sequence one row at a time and remembers what it has read in a hidden state. Unrolled
over time it is a deep network with one layer per step, except that all layers share their weights. Its gradient
is the chain rule and nothing else, and still it is where most people go wrong: a weight is used at every
step, and a state matters both for the output at its own time and for everything that comes after.

You write the loss, and then its gradient with respect to all parameters, the inputs, and the initial state.

## The maths

Rows are vectors. For the inputs $x_1, \dots, x_T$, the rows of $X$, and an initial state $h_0$,

$$ h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h), \qquad
   \hat y_t = \operatorname{softmax}(h_t W_{hy} + b_y), \qquad t = 1, \dots, T. $$

At every step the prediction $\hat y_t$ is compared with a target $y_t$, a row of $Y$. The loss is the
cross-entropy, **summed** over classes and over time, where each step counts $m_t$ times:

$$ L = -\sum_{t=1}^{T} m_t \sum_{k=1}^{K} Y_{tk} \ln \hat y_{tk}. $$

The *mask* $m$ says which steps matter. Mostly it is made of zeros and ones (a network that reads a question is not
asked for an answer before the question ends), but any real weights are allowed, negative ones included. Without
a mask every step counts once.

| symbol | shape | meaning |
|---|---|---|
| $X$ | $(T, D)$ | inputs, one row per time step |
| $Y$ | $(T, K)$ | targets; each row is non-negative and sums to 1 |
| $h_0$ | $(H,)$ | initial state |
| $W_{xh}, W_{hh}, b_h$ | $(D, H)$, $(H, H)$, $(H,)$ | the step from input and state to the next state |
| $W_{hy}, b_y$ | $(H, K)$, $(K,)$ | the step from state to output |
| $m$ | $(T,)$, or `None` | the weight of each step in the loss; `None` stands for ones |

The gradient is asked for under these names. Each entry has the shape of what it is taken with respect to.

| key | derivative | shape |
|---|---|---|
| `dWxh`, `dWhh` | $\partial L / \partial W_{xh}$, $\partial L / \partial W_{hh}$ | $(D, H)$, $(H, H)$ |
| `dbh` | $\partial L / \partial b_h$ | $(H,)$ |
| `dWhy`, `dby` | $\partial L / \partial W_{hy}$, $\partial L / \partial b_y$ | $(H, K)$, $(K,)$ |
| `dX` | $\partial L / \partial X$ | $(T, D)$ |
| `dh0` | $\partial L / \partial h_0$ | $(H,)$ |

## What you can rely on

- All arguments are float64 arrays of these shapes, with $K \ge 2$ and all other sides at least 1: a sequence may
  be a single step long. `mask`, where given, is given by keyword; it may also be given as `None`.
- Rows of $Y$ sum to 1. They may be one-hot or *soft*, such as `[0.2, 0.8]`.
- $h_0$ need not be zero. It is an argument like the others: no weights have produced it.
- The sums before the softmax may be as large as $\pm 10^4$; loss and gradient must still be finite and right, also
  where two such sums differ by 1 only.
- Weights and masks may be large as well, and with them the gradient. It is asked for as it is: a training loop may
  clip it before its step, but the slope of the loss is what it is.
- Each call stands by itself. Nothing of it may remain for the next.
- You write into arrays of your own: the arguments must be the same after the call as before.

## What is expected

`rnn_loss` returns a float, `rnn_bptt` a dict with the seven keys above, each a float64 array; what else is in the
dict does not matter.

## Worked numbers

The network reads `h`, `e`, `l`, `l` and shall say `e`, `l`, `l`, `o`. Over the alphabet `h`, `e`, `l`, `o`

$$ X = \begin{pmatrix} 1 & 0 & 0 & 0 \\ 0 & 1 & 0 & 0 \\ 0 & 0 & 1 & 0 \\ 0 & 0 & 1 & 0 \end{pmatrix}, \qquad
   Y = \begin{pmatrix} 0 & 1 & 0 & 0 \\ 0 & 0 & 1 & 0 \\ 0 & 0 & 1 & 0 \\ 0 & 0 & 0 & 1 \end{pmatrix}, $$

with $h_0 = (0, 0, 0)$ and no mask. The parameters are sines of whole numbers in radians, in C order:

```
def fx(shape, k, scale=0.5):
    return scale * np.sin(k + np.arange(np.prod(shape))).reshape(shape)

Wxh, Whh, Why = fx((4, 3), 1), fx((3, 3), 2), fx((3, 4), 3)
bh, by = fx((3,), 4, 0.1), fx((4,), 5, 0.1)
```

| | |
|---|---|
| $L$ | `5.3706078371` |
| `dWxh`, first row | `[0.257868606563, -0.388642549372, 0.379170965437]` |
| `dWxh`, second row | `[0.341124012297, -0.165370783722, 0.00509340747971]` |
| `dWxh`, third row | `[0.299656731617, 0.223112644237, -0.524255571602]` |
| `dWxh`, fourth row | `[0, 0, 0]`, as `o` is never read |
| `dWhh`, first row | `[-0.0702270393338, 0.100694525566, -0.0896950362295]` |
| `dWhh`, second row | `[-0.124373597008, 0.181412988239, -0.16565438115]` |
| `dWhh`, third row | `[-0.0784657927362, 0.106861666471, -0.0955551249457]` |
| `dWhy`, first row | `[0.114629381098, -0.222059843666, 0.293595290793, -0.186164828224]` |
| `dWhy`, second row | `[0.160967136429, -0.186194056491, 0.286526910138, -0.261299990076]` |
| `dWhy`, third row | `[0.0598959489774, 0.0182559507607, 0.0346515516095, -0.112803451348]` |
| `dbh` | `[0.898649350478, -0.330900688857, -0.139991198686]` |
| `dby` | `[0.920382068308, -0.0251967277206, -0.956075990964, 0.0608906503762]` |
| `dX`, first row | `[-0.0414470550422, 0.0357884628205, -0.029413564272, 0.0224499530346]` |
| `dX`, second row | `[0.0686967560815, -0.0505043109365, 0.0313010216647, -0.0114712422315]` |
| `dX`, third row | `[0.0855923137605, -0.0623838988698, 0.037926869819, -0.0127107342109]` |
| `dX`, fourth row | `[0.104930310172, -0.0847380816521, 0.0628498198518, -0.0397036184799]` |
| `dh0` | `[-0.0536617560418, 0.0552132639811, -0.0556596780665]` |

In this example $h_0$ is zero and $D = K$, which hides two mistakes.

## How it is graded

The worked numbers; your gradient against finite differences of *your own* loss, with one-hot targets and $h_0$ other
than zero; each part of the gradient, given the ones before it, so that one slip is paid for once; soft targets; a
single step; 25 steps; masks; a perfect prediction; large sums; large gradients; arguments unchanged. A
`RuntimeWarning` costs nothing: only values count.

> **In the notes.** One chapter carries errors back through the state as if nothing stood between its sum and
> $h_t$: on the example above that is off by 15.6 % in `dWxh` and by 10.7 % in `dWhh`. Another goes back from each
> output to its own state only, as if a state did not depend on the one before: 45.0 % and 21.6 %. A third
> differentiates $W_{hy}$ at the last step only. The slope of $\tanh z$ is printed as $1 - \tanh(z)$ on one page:
> at $z = 1$ that is 0.238, where the slope is 0.420. And the sign of the error at the output changes from page to
> page.
"""

import numpy as np


def rnn_loss(
    X: np.ndarray,
    Y: np.ndarray,
    h0: np.ndarray,
    Wxh: np.ndarray,
    Whh: np.ndarray,
    Why: np.ndarray,
    bh: np.ndarray,
    by: np.ndarray,
    mask: np.ndarray | None = None,
) -> float:
    """Return the cross-entropy of the network's predictions, summed over classes and time.

    Args:
        X: inputs of shape (T, D).
        Y: targets of shape (T, K); rows sum to 1.
        h0: initial state of shape (H,).
        Wxh, Whh, bh: from input and state to the next state, of shapes (D, H), (H, H) and (H,).
        Why, by: from state to output, of shapes (H, K) and (K,).
        mask: weight of each step, of shape (T,); None stands for ones.

    Returns:
        The loss, a float.
    """
    raise NotImplementedError


def rnn_bptt(
    X: np.ndarray,
    Y: np.ndarray,
    h0: np.ndarray,
    Wxh: np.ndarray,
    Whh: np.ndarray,
    Why: np.ndarray,
    bh: np.ndarray,
    by: np.ndarray,
    mask: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Return the gradient of `rnn_loss` with respect to parameters, inputs and initial state.

    Args:
        X: inputs of shape (T, D).
        Y: targets of shape (T, K); rows sum to 1.
        h0: initial state of shape (H,).
        Wxh, Whh, bh: from input and state to the next state, of shapes (D, H), (H, H) and (H,).
        Why, by: from state to output, of shapes (H, K) and (K,).
        mask: weight of each step, of shape (T,); None stands for ones.

    Returns:
        A dict with the keys dWxh (D, H), dWhh (H, H), dWhy (H, K), dbh (H,), dby (K,), dX (T, D), dh0 (H,).
    """
    raise NotImplementedError
