"""Builders of the checks that recur: each returns a `Check`, to be bound to a name in a checks module.

    softmax_matches_reference = matches_reference("softmax", arguments(Z=arrays("(n,k)")), weight=4)

`inputs` draws a dict of arguments by parameter name. `guard` is that of `@check`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exercise.assertions import assert_close, assert_that, fail, relative_error
from grader.exercise.checks import DEFAULT_EXAMPLES, Check
from grader.exercise.failures import Failure
from grader.exercise.precision import SINGLE_EPS, forgives_single
from grader.text import quote_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from grader.exercise.checks import Guard
    from grader.exercise.inputs import Source
    from grader.exercise.spec import Array
    from grader.exercise.student import Student

    Arguments = dict[str, Any]

DIFFERENCE_STEP = 1e-5
DIFFERENCE_TOLERANCE = 1e-6
DIRECTIONS = 4
# Below this a difference is not content: it lies between the tolerances (1e-6 and less) and real answers.
SMALLEST_CONTENT = 1e-4
# Above this an answer swallows what a check adds to it, and relative tolerances forgive anything.
LARGEST_CONTENT = 1e6


def matches_reference(
    function: str,
    inputs: Source,
    *,
    key: str | None = None,
    title: str | None = None,
    weight: int = 1,
    hint: str = "",
    examples: int = DEFAULT_EXAMPLES,
) -> Check:
    """Check that a function's result, or one entry of the dict it returns, is the reference's.

    The bound is that of `assert_close` with the largest entry of the arguments as the scale.
    """

    def body(student: Student, reference: ModuleType, arguments: Arguments) -> None:
        scale = max(float(np.abs(value).max(initial=0.0)) for value in arguments.values())
        expected = getattr(reference, function)(**arguments)
        actual = getattr(student, function)(**arguments)
        if key is not None:
            actual, expected = actual[key], expected[key]
        assert_close(actual, expected, key or function, scale=scale)

    words = title or f"{key or function} has the right value on many inputs."
    return Check(body, words, weight, hint, inputs={"arguments": inputs}, examples=examples)


def gradient_matches_own_loss(
    loss: str,
    gradient: str,
    wrt: Mapping[str, str],
    inputs: Source,
    *,
    guard: Guard | tuple[Guard, ...] = (),
    weight: int = 1,
    hint: str = "",
    examples: int = 10,
) -> Check:
    """Check that a gradient is that of the student's own loss, whatever that loss is.

    Along each of four fixed random directions v, `<g, v>` is compared with the centred difference
    `(L(θ + εv) - L(θ - εv)) / 2ε`, ε = 1e-5: 9 calls, whose arguments depend on no answer. (The idea of
    comparing along random directions is that of `jax.test_util.check_grads`.) The check counts only where
    that loss varies and the gradient is not zero. A failure that is shown is looked at one parameter at a time.

    Args:
        wrt: the key of the gradient's dict for each parameter of the loss.
    """

    def body(student: Student, arguments: Arguments) -> None:
        def loss_at(step: float, direction: Mapping[str, Array]) -> float:
            moved = {name: arguments[name] + step * direction[name] for name in direction}
            return float(getattr(student, loss)(**{**arguments, **moved}))

        directions = [_direction(arguments, wrt, seed) for seed in range(DIRECTIONS)]
        values = [(loss_at(DIFFERENCE_STEP, v), loss_at(-DIFFERENCE_STEP, v)) for v in directions]
        found = getattr(student, gradient)(**arguments)
        _require_content(values, found, wrt, loss, gradient)
        for direction, (above, below) in zip(directions, values, strict=True):
            slope = (above - below) / (2 * DIFFERENCE_STEP)
            product = sum(float(np.sum(found[wrt[name]] * v)) for name, v in direction.items())
            error = relative_error(product, slope)
            rounding = SINGLE_EPS * max(abs(above), abs(below), 1.0) / DIFFERENCE_STEP  # of losses in float32
            if not error <= DIFFERENCE_TOLERANCE and not forgives_single(error <= rounding):
                text = f"{gradient} is not the gradient of your own {loss} along a random direction."
                closer = functools.partial(_name_entry, arguments, found, wrt, loss, gradient, loss_at)
                measured = f"The slope of {loss} there is {slope}; {gradient} says {product}."
                fail(text, actual=found[next(iter(wrt.values()))], measured=measured, look_closer=closer)

    title = f"{gradient} returns the gradient of your own {loss}."
    return Check(body, title, weight, hint, loss, {"arguments": inputs}, examples, guard)


def does_not_mutate(
    functions: tuple[str, ...],
    inputs: Source,
    *,
    guard: Guard | tuple[Guard, ...] = (),
    weight: int = 1,
    hint: str = "Compute into new arrays: the caller still needs the old ones.",
    examples: int = 5,
) -> Check:
    """Check that functions leave their arguments as they were, as the worker reports it."""

    def body(student: Student, arguments: Arguments) -> None:
        for function in functions:
            getattr(student, function)(**arguments)
            modified = student.side_effects.modified
            changed = list(dict.fromkeys(_argument_name(place, list(arguments)) for place in modified))
            assert_that(not changed, f"{function} changed its argument {quote_list(changed)}.")

    title = f"{quote_list(functions)} {'leaves its' if len(functions) == 1 else 'leave their'} arguments unchanged."
    return Check(body, title, weight, hint, inputs={"arguments": inputs}, examples=examples, guard=guard)


def batch_equals_rows(
    function: str,
    inputs: Source,
    *,
    guard: Guard | tuple[Guard, ...] = (),
    weight: int = 1,
    hint: str = "",
    examples: int = DEFAULT_EXAMPLES,
) -> Check:
    """Check that row i of a batch's result is the result for row i alone.

    All arguments have one row per example, and so has the result.
    """

    def body(student: Student, arguments: Arguments) -> None:
        call = getattr(student, function)
        batch = call(**arguments)
        for i in range(len(batch)):
            alone = call(**{name: value[i : i + 1] for name, value in arguments.items()})
            assert_close(batch[i : i + 1], alone, f"A row of {function}", names=("in the batch", "alone"))

    title = f"Each row of {function}'s result depends on its own row only."
    return Check(body, title, weight, hint, inputs={"arguments": inputs}, examples=examples, guard=guard)


def permutation_equivariant(
    function: str,
    inputs: Source,
    *,
    guard: Guard | tuple[Guard, ...] = (),
    weight: int = 1,
    hint: str = "",
    examples: int = DEFAULT_EXAMPLES,
) -> Check:
    """Check that rotating the last axis of all arguments does the same to the result."""

    def body(student: Student, arguments: Arguments) -> None:
        call = getattr(student, function)
        plain = call(**arguments)
        order = np.roll(np.arange(plain.shape[-1]), 1)
        permuted = call(**{name: value[..., order].copy() for name, value in arguments.items()})
        assert_close(permuted, plain[..., order], f"{function} of permuted entries", names=("now", "before"))

    title = f"Permuting the entries of a row permutes the result of {function} in the same way."
    return Check(body, title, weight, hint, inputs={"arguments": inputs}, examples=examples, guard=guard)


def assert_computes(answer: Array, *arguments: Array) -> None:
    """Fail for an answer that took no work: constant throughout, an argument handed back, or huge.

    To be called on an input of the case for which the right answer is none of these.
    """
    constant = answer.size == 0 or float(np.ptp(answer)) < SMALLEST_CONTENT
    same = any(answer.shape == np.shape(x) and np.abs(answer - x).max() < SMALLEST_CONTENT for x in arguments)
    huge = bool(np.abs(answer).max(initial=0.0) > LARGEST_CONTENT)
    what = "is the same number everywhere" if constant else "is one of the arguments" if same else "is far too large"
    summary = f"The answer {what}. This property counts once there is a real answer."
    assert_that(not (constant or same or huge), summary, actual=answer)


def _argument_name(place: str, names: list[str]) -> str:
    """Name the argument at a place such as "0", "0[2]" or "mask"; it comes from a student's process."""
    number = place.partition("[")[0]
    if number.isascii() and number.isdecimal() and int(number) < len(names):
        return names[int(number)]
    return place if place in names else "(one of them)"


def _direction(arguments: Arguments, wrt: Mapping[str, str], seed: int) -> dict[str, Array]:
    """Return a random unit vector over all parameters together."""
    generator = np.random.default_rng(seed)
    direction = {name: generator.normal(size=np.shape(arguments[name])) for name in wrt}
    norm = np.sqrt(sum(float(np.sum(v * v)) for v in direction.values()))
    return {name: v / norm for name, v in direction.items()}


def _require_content(values: Any, found: Any, wrt: Mapping[str, str], loss: str, gradient: str) -> None:
    steepest = max(abs(above - below) / (2 * DIFFERENCE_STEP) for above, below in values)
    if steepest <= SMALLEST_CONTENT:
        fail(f"{loss} hardly changes when its arguments do.", vacuous=True)
    largest = max(float(np.abs(found[key]).max(initial=0.0)) for key in wrt.values())
    assert_that(largest > SMALLEST_CONTENT, f"{gradient} is zero where {loss} has a slope.")


def _name_entry(
    arguments: Arguments,
    found: Any,
    wrt: Mapping[str, str],
    loss: str,
    gradient: str,
    loss_at: Callable[[float, Mapping[str, Array]], float],
) -> Failure:
    """Find an entry of the gradient that differs from the slope of the loss along its parameter."""
    for name, key in wrt.items():
        where: tuple[int, ...] = ()
        worst, slope_there = 0.0, 0.0
        for place in np.ndindex(np.shape(arguments[name])):
            direction = np.zeros(np.shape(arguments[name]))
            direction[place] = 1.0
            above, below = loss_at(DIFFERENCE_STEP, {name: direction}), loss_at(-DIFFERENCE_STEP, {name: direction})
            slope = (above - below) / (2 * DIFFERENCE_STEP)
            error = relative_error(float(found[key][place]), slope)
            if error > worst:
                worst, where, slope_there = error, place, slope
        if worst > DIFFERENCE_TOLERANCE:
            summary = f"{key} is not the gradient of your own {loss}."
            detail = (
                f"The slope of {loss} along {name}{list(where)} is {slope_there:.6g}; "
                f"{gradient} says {key}{list(where)} = {found[key][where]:.6g}."
            )
            measured = (
                f"The slope of {loss} along {name}{list(where)} is {slope_there}; "
                f"{gradient} says {key}{list(where)} = {found[key][where]}."
            )
            return Failure("failed", summary, detail, actual=found[key], measured=measured)
    return Failure("failed", f"{gradient} is not the gradient of your own {loss} along a random direction.")
