"""Where the inputs of a property are drawn from: Hypothesis strategies for arrays of matching shapes.

Strategies are made when inputs are drawn and not when a check is defined: importing Hypothesis takes longer
than grading an exercise, and inputs are drawn once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from grader.exercise.spec import Array, parse_shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis import strategies as st

    Source: TypeAlias = "Inputs | st.SearchStrategy[Any]"


@dataclass(frozen=True, slots=True)
class Inputs:
    """A strategy to be made later, by `make`; what can be done with one can be done with the other."""

    make: Callable[[], st.SearchStrategy[Any]]

    def map(self, function: Callable[[Any], Any]) -> Inputs:
        """Draw what the function makes of what is drawn here."""
        return Inputs(lambda: self.make().map(function))

    def flatmap(self, function: Callable[[Any], Source]) -> Inputs:
        """Draw from where the function says for what is drawn here."""
        return Inputs(lambda: self.make().flatmap(lambda value: to_strategy(function(value))))

    def filter(self, condition: Callable[[Any], bool]) -> Inputs:
        """Draw again until the condition holds."""
        return Inputs(lambda: self.make().filter(condition))

    def __or__(self, other: Source) -> Inputs:
        """Draw from either."""
        return Inputs(lambda: self.make() | to_strategy(other))


def to_strategy(source: Source) -> st.SearchStrategy[Any]:
    """Return the strategy that inputs stand for; one of Hypothesis's own is left as it is."""
    return source.make() if isinstance(source, Inputs) else source


def floats(low: float, high: float) -> Inputs:
    """Draw a float between `low` and `high`."""
    return Inputs(lambda: _strategies().floats(low, high, allow_nan=False, width=64))


def integers(low: int, high: int) -> Inputs:
    """Draw an int between `low` and `high`, both included."""
    return Inputs(lambda: _strategies().integers(low, high))


def lists(item: Source, low: int, high: int) -> Inputs:
    """Draw a list of `low` to `high` items."""
    return Inputs(lambda: _strategies().lists(to_strategy(item), min_size=low, max_size=high))


def arrays(shapes: str, *, scale: float = 1.0, **sides: int | tuple[int, int]) -> Inputs:
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

    def make() -> st.SearchStrategy[Any]:
        from hypothesis import strategies as st

        # Hypothesis tries the simplest choice far more often than its share: one of seven comes up every other time.
        generators = st.one_of(st.none(), *(_seeds().map(np.random.default_rng) for _ in range(6)))

        @st.composite
        def draw_all(draw: st.DrawFn) -> Any:
            lengths = {name: draw(_side(ranges[name])) for name in names}
            drawn = {name: _draw_grid(draw, tuple(lengths[side] for side in dims)) for name, dims in entries}
            # Drawn last, and in place of numbers already drawn, so that shrinking can go back to these.
            generator = draw(generators)
            if generator is not None:
                drawn = {name: generator.normal(size=grid.shape).clip(-2, 2) for name, grid in drawn.items()}
            scaled = {name: np.round(entry * scale, 3) for name, entry in drawn.items()}
            return scaled if len(entries) > 1 or entries[0][0] else scaled[""]

        return draw_all()

    return Inputs(make)


def arguments(**inputs: Source) -> Inputs:
    """Draw a dict of arguments by parameter name, as the builders of checks take them."""
    return Inputs(
        lambda: _strategies().fixed_dictionaries({name: to_strategy(source) for name, source in inputs.items()})
    )


def distributions(rows: int, classes: int) -> Inputs:
    """Draw `rows` rows of `classes` probabilities: one-hot rows, or soft ones that sum to 1."""
    one_hot = lists(integers(0, classes - 1), rows, rows).map(lambda labels: np.eye(classes)[labels])
    return one_hot | Inputs(_seeds).map(lambda seed: soft_rows(np.random.default_rng(seed), rows, classes))


def soft_rows(generator: np.random.Generator, rows: int, classes: int) -> Array:
    """Return rows of positive probabilities that sum to 1."""
    weights = generator.uniform(0.1, 1.0, (rows, classes))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _strategies() -> Any:
    """Import Hypothesis at the first draw."""
    from hypothesis import strategies

    return strategies


def _seeds() -> Any:
    return _strategies().integers(0, 2**32 - 1)


def _side(limits: int | tuple[int, int]) -> Any:
    return _strategies().just(limits) if isinstance(limits, int) else _strategies().integers(*limits)


def _draw_grid(draw: st.DrawFn, shape: tuple[int, ...]) -> Array:
    """Draw small numbers that read well in a counterexample; they are scaled by what an exercise needs."""
    st, count = _strategies(), math.prod(shape)
    return (
        np.array(draw(st.lists(st.integers(-4, 4), min_size=count, max_size=count)), dtype=np.float64).reshape(shape)
        / 2
    )
