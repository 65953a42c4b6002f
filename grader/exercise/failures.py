"""The one kind of failure: why a call has no usable answer, or why a check does not pass."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

FailureVerdict: TypeAlias = Literal[
    "failed", "raised", "timed_out", "out_of_memory", "died", "skipped", "not_attempted", "grader_fault"
]
Form: TypeAlias = Literal["none", "kind", "keys", "shape", "dtype", "not_finite"]
Rung: TypeAlias = Form | Literal["not_returned", "raised", "value"]
_RUNGS: dict[FailureVerdict, Rung] = {"failed": "value", "raised": "raised"}


@dataclass(frozen=True, slots=True)
class SideEffects:
    """What only the worker could see of a call; it comes from the student's process, so it weighs little.

    `modified` and `shared` hold the places of arguments ("0", "mask") that the call changed, and that its
    result shares memory with.
    """

    modified: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    output: str = ""


NO_SIDE_EFFECTS = SideEffects()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call has no usable answer, or why a check does not pass.

    Attributes:
        verdict: how the call or the check ended.
        summary: one sentence that says what is wrong.
        detail: the values.
        owner: whose fault it is.
        exception: the name of the exception that was raised, if one was.
        killed_by: "signal" if the worker was killed, perhaps from outside; "machine" if the kernel killed processes for
            lack of memory at that time, and this one used little.
        during: a failure while the file was loaded is no answer to the call that met it.
        form: what is wrong with the form of an answer, if that is why it was refused.
        about_property: the property of the check does not hold, so that its hint applies.
        vacuous: nothing is wrong yet, but the property says nothing for such answers.
        actual: the value that is wrong, to find the call that returned it.
        against: the student's other answer, where two should agree and either may be wrong.
        expected: what it should have been, where that is known.
        measured: the value on which the check failed beside the one that it should have, at full precision, in a
            sentence.
        look_closer: asks the student's functions more to say where the answer is wrong; it is called for what is
            shown, and not for each case that is tried on the way there.
        side_effects: what the worker saw of the call.
    """

    verdict: FailureVerdict
    summary: str
    detail: str = ""
    _: KW_ONLY
    owner: Literal["student", "grader"] = "student"
    exception: str = ""
    killed_by: Literal["", "signal", "machine"] = ""
    during: Literal["call", "load"] = "call"
    form: Form | None = None
    about_property: bool = False
    vacuous: bool = False
    actual: Any = field(default=None, compare=False)
    against: Any = field(default=None, compare=False)
    expected: Any = field(default=None, compare=False)
    measured: str = field(default="", compare=False)
    look_closer: Callable[[], Failure] | None = None
    side_effects: SideEffects = NO_SIDE_EFFECTS

    @property
    def rung(self) -> Rung | None:
        """How far an answer came before it was refused; None if that is the grader's fault."""
        if self.owner == "grader":
            return None
        if self.during == "load":
            return "not_returned"
        return self.form or _RUNGS.get(self.verdict, "not_returned")


class CheckFailed(Exception):  # noqa: N818 - the outcome of a check, not an error of the grader
    """Carries the failure that ends a check."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.summary} {failure.detail}".strip())
        self.failure = failure
