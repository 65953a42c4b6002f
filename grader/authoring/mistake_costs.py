"""Computes the points that wrong answers lose: known mistakes, and answers that take no work.

Every check judges each of them on the recorded inputs, in this process and without shrinking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.authoring.effortless import KINDS, EffortlessTransport, find_copyable_calls
from grader.course.suspects import to_module, to_singles
from grader.execution.in_process import InProcessTransport
from grader.exercise.declared_form import DECLARED_FORM
from grader.grading.diagnosis import diagnose
from grader.grading.judging import run_check
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.course.course import Exercise
    from grader.execution.transport import Transport

EFFORTLESS_SHARE = 0.10
USUAL_PRICE = (0.10, 0.60)  # outside of it, an author is warned


@dataclass(frozen=True, slots=True)
class MistakeCost:
    """The cost of a wrong answer: points, their share of the exercise, and the checks that detect it.

    `hints_of` are the checks that would show their hint. A mistake changes `function`; `source` is its place in the
    notes. `unseen` are the constants that no check detects.
    """

    name: str
    what: str
    points: float
    share: float
    seen_by: tuple[str, ...]
    hints_of: tuple[str, ...] = ()
    function: str = ""
    hint: str = ""
    source: str = ""
    diagnosed_as: tuple[str, ...] = ()
    unseen: int = 0


def cost_of_mistakes(exercise: Exercise) -> tuple[MistakeCost, ...]:
    """Return the cost of each known mistake, made alone."""
    prices = []
    for mistake in exercise.mistakes.known:
        first, *others = [
            InProcessTransport(to_module(exercise.mistakes, s)) for s in to_singles(exercise.mistakes, mistake)
        ]
        seen_by, hints_of = _judge(exercise, first)
        found = diagnose(exercise, first).diagnoses
        points, share = _lost(exercise, seen_by)
        prices.append(
            MistakeCost(
                name=mistake.name,
                what=mistake.says,
                points=points,
                share=share,
                seen_by=seen_by,
                hints_of=hints_of,
                function=", ".join(mistake.functions),
                hint=mistake.hint,
                source=mistake.source,
                diagnosed_as=tuple(name for diagnosis in found for name in diagnosis.misconceptions),
                unseen=sum(not _judge(exercise, other)[0] for other in others),
            )
        )
    return tuple(prices)


def earnings_of_effortless(exercise: Exercise) -> tuple[MistakeCost, ...]:
    """Return the cost of answers that take no work, and of such answers beside copies of the public ones."""
    functions = {function.name: function for function in exercise.functions}
    copyable, reference = find_copyable_calls(exercise), InProcessTransport(exercise.reference)
    prices = []
    for kind, what in KINDS.items():
        plain = EffortlessTransport(functions, kind)
        copied = EffortlessTransport(functions, kind, copyable, reference)
        for name, words, transport in ((kind, what, plain), (f"copied_{kind}", f"copied numbers, else {what}", copied)):
            seen_by, hints_of = _judge(exercise, transport)
            prices.append(MistakeCost(name, words, *_lost(exercise, seen_by), seen_by, hints_of))
    return tuple(prices)


def find_cost_problems(
    exercise: Exercise, mistakes: tuple[MistakeCost, ...], effortless: tuple[MistakeCost, ...]
) -> Iterator[str]:
    """Find mistakes that go unseen or unnamed, overpaid effortless answers, and hints that no mistake triggers."""
    for price in mistakes:
        if not price.seen_by:
            yield f"no check detects the mistake {price.name}."
        elif price.unseen:
            yield f"no check detects the mistake {price.name} with {plural(price.unseen, 'constant')} of its list."
        elif price.name not in price.diagnosed_as:
            instead = ", ".join(price.diagnosed_as) or "nothing"
            yield f"the mistake {price.name} is diagnosed as {instead}; add a check that tells them apart."
    for price in effortless:
        if 1 - price.share > EFFORTLESS_SHARE:
            yield f"effortless answers ({price.what}) earn {1 - price.share:.0%}, more than {EFFORTLESS_SHARE:.0%}."
    yield from _find_fixed_weight(exercise)
    shown = {check_id for price in mistakes for check_id in price.hints_of}
    silent = [recorded.id for recorded in exercise.checks if recorded.id not in {*shown, DECLARED_FORM}]
    if silent:
        yield f"no mistake triggers the hint of {', '.join(silent)}; add one that a student could have."


def find_price_warnings(mistakes: tuple[MistakeCost, ...]) -> Iterator[str]:
    """Find mistakes that cost so much, or so little, that an author should look at the weights of the checks."""
    low, high = USUAL_PRICE
    for price in mistakes:
        if price.seen_by and not low <= round(price.share, 2) <= high:
            yield f"the mistake {price.name} costs {price.share:.0%} of the exercise, not {low:.0%} to {high:.0%}."


def _find_fixed_weight(exercise: Exercise) -> Iterator[str]:
    """Find out whether public checks without drawn inputs weigh too much: their answers can be copied."""
    total = sum(recorded.check.weight for recorded in exercise.checks)
    fixed = [r for r in exercise.checks if r.visibility == "public" and not r.check.inputs and r.id != DECLARED_FORM]
    share = sum(recorded.check.weight for recorded in fixed) / total
    if share > EFFORTLESS_SHARE:
        yield (
            f"public checks with fixed inputs weigh {share:.0%}, more than {EFFORTLESS_SHARE:.0%}: "
            f"{', '.join(recorded.id for recorded in fixed)}; their answers can be copied."
        )


def _judge(exercise: Exercise, transport: Transport) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the checks that do not pass, and of those among them that show their hint."""
    failures = {recorded.id: run_check(exercise, recorded, transport).failure for recorded in exercise.checks}
    failed = {check_id: failure for check_id, failure in failures.items() if failure is not None}
    return tuple(failed), tuple(check_id for check_id, failure in failed.items() if failure.about_property)


def _lost(exercise: Exercise, seen_by: tuple[str, ...]) -> tuple[float, float]:
    """Return the points lost, and their share of the exercise."""
    total = sum(recorded.check.weight for recorded in exercise.checks)
    lost = sum(recorded.check.weight for recorded in exercise.checks if recorded.id in seen_by)
    share = lost / total if total else 0.0
    return round(exercise.points * share, 2), share
