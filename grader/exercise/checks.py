"""How an exercise says what it checks: plain functions with `@check`, and `@given` for drawn inputs.

    @check(weight=2, hint="What does a constant do to numerator and denominator?")
    @given(Z=arrays("(n,k)"), c=floats(-1e3, 1e3))
    def shift_invariant(student, Z, c):
        "Adding a constant to every logit leaves the probabilities unchanged."
        assert_close(student.softmax(Z + c), student.softmax(Z))

The docstring is the sentence that the student reads. Parameters are given by name: `student`,
`reference` (in hidden checks only), and the drawn inputs. The name of the function is the check's id.

Zeros have many properties. A guard is a function of the student, and of those drawn inputs that it names, that fails
for such answers. The engine calls it before the body of each check that names it, in the last `GUARDED_CASES` cases:
these are the largest, so a right answer is seldom plain there.
"""

from __future__ import annotations

import inspect
import warnings
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from grader.exercise.precision import judging
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from grader.exercise.inputs import Source
    from grader.exercise.student import Student

    Body: TypeAlias = Callable[..., None]
    Guard: TypeAlias = Callable[..., None]

DEFAULT_EXAMPLES = 40
GUARDED_CASES = 3  # right answers to a few inputs show work; to ask at each of 40 doubled the time to grade


@dataclass(frozen=True, slots=True)
class Check:
    """One property of an exercise, worth `weight` shares of its points."""

    body: Body
    title: str
    weight: int = 1
    hint: str = ""
    follows: str = ""
    inputs: Mapping[str, Source] = field(default_factory=dict)
    examples: int = DEFAULT_EXAMPLES
    guard: Guard | tuple[Guard, ...] = ()

    guards: tuple[Guard, ...] = field(init=False)
    """What is called with the student and the drawn inputs that it names before the body, in this order."""
    wants_reference: bool = field(init=False)
    """Whether the body compares with the reference."""

    def __post_init__(self) -> None:
        if type(self.weight) is not int or self.weight < 1:
            raise ValueError(f"weights are whole numbers from 1, not {self.weight!r}")
        object.__setattr__(self, "guards", _to_guards(self.guard, self.inputs))
        object.__setattr__(self, "wants_reference", "reference" in inspect.signature(self.body).parameters)


def find_asked(check: Check, number: int, count: int) -> Check:
    """Return a check as it is run on case `number` of `count`: without guards, unless it is one of the last few."""
    is_guarded = not check.guards or number >= count - GUARDED_CASES
    return check if is_guarded else replace(check, guard=())


def check(
    *, weight: int = 1, hint: str = "", follows: str = "", guard: Guard | tuple[Guard, ...] = ()
) -> Callable[[Body], Check]:
    """Make a check of a plain function.

    Args:
        guard: fails for answers that need no work, for which the check would hold trivially; or several, in order.
            It takes the student and, by name, those of the drawn inputs that it asks about.
        follows: the function whose answers the check takes as given, right or wrong.
        weight: its share of the exercise's points, relative to the other checks.
        hint: shown when the check fails; names what to think about, never the line of code.
    """

    def make(body: Body) -> Check:
        inputs, examples = getattr(body, "__inputs__", ({}, DEFAULT_EXAMPLES))
        _demand_parameters(body, inputs)
        return Check(body, inspect.getdoc(body) or "", weight, hint, follows, inputs, examples, guard)

    return make


def _to_guards(guard: Guard | tuple[Guard, ...], inputs: Mapping[str, Source]) -> tuple[Guard, ...]:
    """Return one guard or several as a tuple.

    Raises:
        TypeError: one of them cannot be called with a student, or names an input that the check does not draw.
    """
    guards = guard if isinstance(guard, tuple) else (guard,)
    for function in guards:
        try:
            parameters = list(inspect.signature(function).parameters.values())
        except (TypeError, ValueError):
            parameters = []
        wants = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
        # The inputs of a builder are the arguments of a function, whose names are known once they are drawn.
        unknown = set(wants) - {"student", *inputs} if "arguments" not in inputs else set()
        if wants[:1] != ["student"] or unknown:
            text = f"a guard is a function of the student and of inputs that the check draws, not {function!r}"
            raise TypeError(text)
    return guards


def _demand_parameters(body: Body, inputs: Mapping[str, Source]) -> None:
    """Refuse a body that cannot be called: that would be seen only when it is run, and by students.

    Raises:
        TypeError: its parameters are others than the student, the inputs and perhaps the reference.
    """
    has = list(inspect.signature(body).parameters)
    wants = ["student", *inputs]
    if set(has) - {"reference"} != set(wants):
        takes = f"takes {', '.join(wants)} (and reference), not {', '.join(has)}"
        raise TypeError(f"a check with these inputs {takes}; inputs are named in @given, below @check")


def given(*, examples: int = DEFAULT_EXAMPLES, **inputs: Source) -> Callable[[Body], Body]:
    """Say where the inputs of a check are drawn from; the check must hold for each of `examples` draws."""

    def attach(body: Body) -> Body:
        body.__inputs__ = (inputs, examples)  # type: ignore[attr-defined]  # functions carry attributes
        return body

    return attach


def run_body(check: Check, reference: ModuleType | None, student: Student, case: bytes) -> None:
    """Run a check's guards and its body on one case; they raise whatever says that the case fails."""
    values = {**wire.decode(case), "student": student}
    if check.wants_reference:
        values["reference"] = reference
    # What a student returns may overflow in the check's own arithmetic; only the outcome counts.
    with np.errstate(all="ignore"), warnings.catch_warnings(), judging(student):
        warnings.simplefilter("ignore")
        for guard in check.guards:
            _run_guard(guard, student, wire.decode(case))
        check.body(**values)


def _run_guard(guard: Guard, student: Student, drawn: dict[str, Any]) -> None:
    """Call a guard with the drawn inputs that it names; those of a builder go by the names of the arguments."""
    named = drawn | (drawn["arguments"] if isinstance(drawn.get("arguments"), dict) else {})
    parameters = inspect.signature(guard).parameters.values()
    wants = [parameter.name for parameter in parameters if parameter.name != "student"]
    guard(student, **{name: named[name] for name in wants if name in named})
