"""Where the inputs of a property are drawn from: Hypothesis strategies for arrays of matching shapes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from grader.spec import Array, parse_shapes

# Small numbers that read well in a counterexample; scaled by what an exercise needs.
_GRID = st.integers(-4, 4)
_SEEDS = st.integers(0, 2**32 - 1)
# Hypothesis tries the simplest choice far more often than its share: one of seven comes up every other time.
_GENERATORS = st.one_of(st.none(), *(_SEEDS.map(np.random.default_rng) for _ in range(6)))


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    """Draw a float between `low` and `high`."""
    return st.floats(low, high, allow_nan=False, width=64)


def integers(low: int, high: int) -> st.SearchStrategy[int]:
    """Draw an int between `low` and `high`, both included."""
    return st.integers(low, high)


def lists(item: st.SearchStrategy[Any], low: int, high: int) -> st.SearchStrategy[list[Any]]:
    """Draw a list of `low` to `high` items."""
    return st.lists(item, min_size=low, max_size=high)


def arrays(shapes: str, *, scale: float = 1.0, **sides: int | tuple[int, int]) -> st.SearchStrategy[Any]:
    """Draw one array of shape `"(n,k)"`, or a dict of arrays `"X:(n,d), W:(d,k)"` whose sides match.

    Half of the draws are round numbers, on a grid that shrinks to zero, and half are normal numbers from
    a drawn seed, so that neither simple nor crooked matrices are missing. Entries lie within ± 2 `scale`.

    Args:
        shapes: as in a spec's `@shapes`.
        scale: half of the largest entry.
        **sides: the range of a side, `n=(1, 5)`, or its one value; 1 to 4 where not given.
    """
    entries = parse_shapes(shapes, "arrays")
    names = list(dict.fromkeys(side for _, dims in entries for side in dims))
    ranges = {name: sides.get(name, (1, 4)) for name in names}

    @st.composite
    def draw_all(draw: st.DrawFn) -> Any:
        lengths = {name: draw(_side(ranges[name])) for name in names}
        drawn = {name: _draw_grid(draw, tuple(lengths[side] for side in dims)) for name, dims in entries}
        # Drawn last, and in place of numbers already drawn, so that shrinking can go back to these.
        generator = draw(_GENERATORS)
        if generator is not None:
            drawn = {name: generator.normal(size=grid.shape).clip(-2, 2) for name, grid in drawn.items()}
        scaled = {name: np.round(entry * scale, 3) for name, entry in drawn.items()}
        return scaled if len(entries) > 1 or entries[0][0] else scaled[""]

    return draw_all()


def arguments(**inputs: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a dict of arguments by parameter name, as the builders of checks take them."""
    return st.fixed_dictionaries(inputs)


def distributions(rows: int, classes: int) -> st.SearchStrategy[Array]:
    """Draw `rows` rows of `classes` probabilities: one-hot rows, or soft ones that sum to 1."""
    one_hot = st.lists(st.integers(0, classes - 1), min_size=rows, max_size=rows).map(
        lambda labels: np.eye(classes)[labels]
    )
    return one_hot | _SEEDS.map(lambda seed: soft_rows(np.random.default_rng(seed), rows, classes))


def soft_rows(generator: np.random.Generator, rows: int, classes: int) -> Array:
    """Return rows of positive probabilities that sum to 1."""
    weights = generator.uniform(0.1, 1.0, (rows, classes))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _side(limits: int | tuple[int, int]) -> st.SearchStrategy[int]:
    return st.just(limits) if isinstance(limits, int) else st.integers(*limits)


def _draw_grid(draw: st.DrawFn, shape: tuple[int, ...]) -> Array:
    count = math.prod(shape)
    return np.array(draw(st.lists(_GRID, min_size=count, max_size=count)), dtype=np.float64).reshape(shape) / 2
