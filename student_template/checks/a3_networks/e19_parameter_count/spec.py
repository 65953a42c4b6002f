r"""# Counting, packing and unpacking parameters

"A network with 31 810 parameters": somebody has counted. Counting is the quickest test of whether you know what
a layer is made of, and a count that differs from what your program holds in memory has found a bug before any
training has begun.

An optimiser does not care about layers at all. It wants one long vector $\theta$ to walk around with, while
the network wants its matrices back. So you write both directions of that journey as well: *packing* a list of
arrays into one vector, and *unpacking* the vector again.

## The maths

A fully connected network is a chain of layers with $s_0, s_1, \dots, s_L$ units, from the $s_0$ inputs to the
$s_L$ outputs. Between two layers that follow each other stands an affine map,

$$ z^{(l)} = a^{(l-1)} W_l + b_l, \qquad l = 1, \dots, L, $$

whose input is a row of $s_{l-1}$ numbers and whose output is one of $s_l$ numbers. Its parameters are the
entries of $W_l$ and $b_l$. A network *without biases* is one in which the $b_l$ are absent. Activation functions
have no parameters.

A recurrent network with $D$ inputs, $H$ hidden units and $K$ outputs reads one row $x_t$ per time step:

$$ h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h), \qquad o_t = h_t W_{hy} + b_y. $$

It uses the same five arrays at every step, so the length of the sequence does not matter. The state $h_0$ from
which it starts is given, not learnt.

*Packing* writes the entries of a list of arrays into one vector: array after array, in the order of the list,
and the entries of each array in **C order**, the last index running fastest. The list of

$$ \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \quad \text{and} \quad (5, 6) \qquad \text{becomes} \qquad
   (1, 2, 3, 4, 5, 6). $$

*Unpacking* is the way back: from the vector and the list of shapes to the arrays.

| symbol | type | meaning |
|---|---|---|
| `sizes` | list of ints | $s_0, \dots, s_L$, at least two of them |
| `D`, `H`, `K` | ints | inputs, hidden units and outputs of the recurrent network |
| `bias` | bool | whether the network has biases |
| `arrays` | list of arrays | what is packed |
| `v` | array of shape $(P,)$ | the packed vector |
| `shapes` | list of tuples of ints | the shapes of the arrays, in the same order |

## What you can rely on

- All sizes and sides are Python ints, and at least 1. `bias` is a bool; where it is given, it is given by keyword.
- `arrays` and `shapes` are lists with at least one item. The arrays are of float64 and have one dimension or
  more, and so does every shape: no tuple is empty.
- The arrays need not lie in memory row by row: a transposed matrix, or every other column of a wider one, is an
  array like any other. What counts is the order of the *indices*.
- `len(v)` need not be what the shapes ask for; what happens then is said below.
- Neither lists nor arrays are yours to change: all arguments must be the same after the call as before.

## What is expected

`n_params` and `n_params_rnn` return an int, of Python or of NumPy. Counts are exact, also where they exceed
$2^{53}$, from where on a float can no longer hold every whole number; they stay below $2^{62}$.

`pack` returns a new float64 array of shape $(P,)$. `unpack` returns a list of new float64 arrays. They belong to
the caller: writing into them must leave `v` as it is.

If `v` has fewer entries than the shapes need together, or more, `unpack` raises a `ValueError` (this type
itself, and not one derived from it). A vector that is silently cut off is a bug that trains.

## Worked numbers

| call | result |
|---|---|
| `n_params([3, 2, 2])` | 14 |
| `n_params([784, 40, 10])` | 31810 |
| `n_params([784, 40, 10], bias=False)` | 31760 |
| `n_params_rnn(4, 3, 4)` | 40 |
| `n_params_rnn(4, 3, 4, bias=False)` | 33 |
| `pack([np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0])])` | `[1, 2, 3, 4, 5, 6]` |

## How it is graded

The worked numbers; what the biases add; networks cut in two at a hidden layer; your count of a network against
the length of its packed arrays; the values for many networks and arrays; the order of entries; the way there
and back again; vectors that are too short or too long; the memory and the arguments. Counts and copies are
compared exactly.

> **In the notes.** One page counts a network of $D$ inputs, $H$ hidden units and $K$ outputs as
> $(H D + 1) + (K H + 1)$. For 3, 2 and 2 units that makes 12. Draw that network, write its two matrices and two
> vectors beside it, and count their entries with a finger.
"""

from grader.exercise import Array, shapes

POINTS = 4
# One more each time a student asks: where to look, then which idea, then how the parts fit. Never the code.
HINTS = (
    "Draw a network with sizes 3, 2, 2 and count the lines between the units, then the units that add a bias. "
    "Which units have none?",
    "For the recurrent network, write down the shape of each of the five arrays and multiply it out. Two of "
    "the arrays are biases. Does anything depend on the length of the sequence?",
    "For packing, the order of the indices counts and not the order in memory: try a transposed matrix. For "
    "unpacking, walk along the vector and take for each shape as many entries as it has; at the end, ask "
    "whether any are missing or left over. Do the new arrays still share memory with v?",
)


def n_params(sizes: list[int], bias: bool = True) -> int:
    """Return the number of parameters of a fully connected network.

    Args:
        sizes: units per layer, from the inputs to the outputs; at least two.
        bias: whether the network has biases.

    Returns:
        The number of parameters, an int.
    """


def n_params_rnn(D: int, H: int, K: int, bias: bool = True) -> int:
    """Return the number of parameters of a recurrent network.

    Args:
        D: number of inputs per time step.
        H: number of hidden units.
        K: number of outputs per time step.
        bias: whether the network has biases.

    Returns:
        The number of parameters, an int.
    """


@shapes("-> (P)")
def pack(arrays: list[Array]) -> Array:
    """Return the entries of all arrays in one vector.

    Args:
        arrays: list of at least one array, each with at least one dimension.

    Returns:
        A new array of shape (P,): array after array, each in C order.
    """


@shapes("v:(P)")
def unpack(v: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Return the arrays that were packed into a vector.

    Args:
        v: vector of shape (P,).
        shapes: list of the shapes of the arrays, none of them empty.

    Returns:
        A list of new arrays of these shapes.

    Raises:
        ValueError: the arrays need fewer or more than P entries.
    """
