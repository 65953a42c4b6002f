"""Draws the inputs of a property once, and shrinks a failing one.

Both run the same Hypothesis test with the same seed: first with a body that records every case, then with a body that
judges it. A case is a dict of values in wire format, kept encoded, so every use gets a fresh copy.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any

from grader.exercise.inputs import to_strategy
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from grader.exercise.inputs import Source

MAX_SHRINK_CALLS = 150
NO_INPUTS = wire.encode({})


class _Falsified(Exception):  # noqa: N818 - tells Hypothesis that a case fails
    """Raised for every failing case, so Hypothesis sees a single bug."""


def to_seed(course_seed: int, *names: str) -> int:
    """Derive a seed from the course's secret seed and the names of an exercise and a check."""
    text = "/".join([str(course_seed), *names])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def record(inputs: Mapping[str, Source], examples: int, seed: int) -> tuple[bytes, ...]:
    """Draw `examples` cases and return the distinct ones, smallest first.

    The first failing case is therefore also the smallest recorded one.
    """
    if not inputs:
        return (NO_INPUTS,)
    cases: list[bytes] = []
    _run(inputs, examples, seed, lambda case: cases.append(wire.encode(case)), shrink=False)
    return tuple(sorted(dict.fromkeys(cases), key=len))


def shrink(
    inputs: Mapping[str, Source],
    examples: int,
    seed: int,
    fails: Callable[[bytes], bool],
    known: Sequence[tuple[bytes, bool]],
) -> bytes | None:
    """Return the smallest failing case that Hypothesis finds, or None if it finds none.

    Args:
        fails: whether an encoded case fails.
        known: cases that were judged already, and whether they failed.

    `fails` is called at most `MAX_SHRINK_CALLS` times; after that, new cases count as passing, so Hypothesis never
    sees the verdict on a case change.
    """
    verdicts = dict(known)
    calls = 0
    smallest: bytes | None = None

    def judge(case: dict[str, Any]) -> None:
        nonlocal calls, smallest
        encoded = wire.encode(case)
        if encoded not in verdicts:
            verdicts[encoded] = calls < MAX_SHRINK_CALLS and fails(encoded)
            calls += 1
        if verdicts[encoded]:
            smallest = encoded  # Hypothesis runs its smallest example last
            raise _Falsified

    try:
        _run(inputs, examples, seed, judge, shrink=True)
    except _Falsified:
        return smallest
    return None


def _run(
    inputs: Mapping[str, Source],
    examples: int,
    seed: int,
    body: Callable[[dict[str, Any]], None],
    *,
    shrink: bool,
) -> None:
    import hypothesis
    from hypothesis import HealthCheck, Phase, Verbosity

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(**{name: to_strategy(source) for name, source in inputs.items()})
    def run_one(**case: Any) -> None:
        body(case)

    with _without_local_constants():
        run_one()


@contextlib.contextmanager
def _without_local_constants() -> Iterator[None]:
    """Keep Hypothesis from drawing constants that it finds in the source of loaded modules.

    With these, the same seed would give other inputs as soon as one more module is imported. There is no public
    setting for this; see `_get_local_constants` in Hypothesis's `internal/conjecture/providers.py`. With a version of
    Hypothesis that lacks this function, AttributeError is raised here.
    """
    from hypothesis.internal import constants_ast
    from hypothesis.internal.conjecture import providers

    collect = providers._get_local_constants  # noqa: SLF001 - see above
    providers.CONSTANTS_CACHE.cache.clear()
    providers._get_local_constants = constants_ast.Constants  # noqa: SLF001 - see above
    try:
        yield
    finally:
        providers._get_local_constants = collect  # noqa: SLF001 - see above
        providers.CONSTANTS_CACHE.cache.clear()
