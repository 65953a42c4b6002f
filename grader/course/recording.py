"""What a course's checks ask and what is answered, drawn and computed once: inputs, scripts, evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from grader.course import cache, cases
from grader.course.fingerprints import Evidence, Suspect, gather_evidence
from grader.errors import CourseError
from grader.execution.script import Script, write_script

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    from grader.exercise.checks import Check
    from grader.exercise.spec import Function
    from grader.reports.report import Visibility


@dataclass(frozen=True, slots=True)
class RecordedCheck:
    """A check of an exercise with the inputs that were drawn for it, smallest first."""

    id: str
    visibility: Visibility
    check: Check
    seed: int
    cases: tuple[bytes, ...] = field(repr=False)
    script: Script = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """Of one exercise: the cases and the script of each check by its id, and what its misconceptions answer."""

    checks: Mapping[str, tuple[tuple[bytes, ...], Script]]
    evidence: tuple[Evidence, ...]


_StoredScript: TypeAlias = tuple[
    tuple[tuple[str, bytes], ...],
    tuple[bytes, ...],
    tuple[bytes, ...],
    tuple[tuple[int, ...], ...],
    tuple[bool, ...],
]
_StoredSuspect: TypeAlias = tuple[tuple[str, ...], tuple[bytes, ...], tuple[tuple[str | int | None, ...], ...]]


class _Stored(msgspec.Struct, array_like=True, frozen=True):
    checks: dict[str, tuple[tuple[bytes, ...], _StoredScript]]
    evidence: tuple[tuple[str, _StoredScript, tuple[_StoredSuspect, ...]], ...]


_DECODER = msgspec.msgpack.Decoder(_Stored)


def load_recording(
    key: str,
    checks: Mapping[str, tuple[Visibility, Check]],
    seeds: Mapping[str, int],
    functions: Sequence[Function],
    reference: ModuleType | None = None,
    to_mistaken: Callable[[], Mapping[str, tuple[str, ModuleType]]] = dict,
) -> Recording:
    """Return the recording kept under a key, or make it and keep it.

    Without a reference, which students do not have, it holds inputs only.

    Args:
        to_mistaken: makes the last argument of `gather_evidence`, which takes a while and is seldom needed.
    """
    data = cache.load(cache.find_folder(), key)
    kept = None if data is None else from_bytes(data)
    if kept is not None:
        return kept
    recorded = {}
    for name, (_, check) in checks.items():
        cases = _draw(name, check, seeds[name])
        recorded[name] = (cases, Script() if reference is None else write_script(check, cases, functions, reference))
    scripts = [script for _, script in recorded.values()]
    evidence = () if reference is None else gather_evidence(scripts, reference, to_mistaken())
    made = Recording(recorded, evidence)
    cache.save(cache.find_folder(), key, to_bytes(made))
    return made


def _draw(name: str, check: Check, seed: int) -> tuple[bytes, ...]:
    try:
        return cases.record(check.inputs, check.examples, seed)
    except Exception as error:
        raise CourseError(f"The inputs of {name} cannot be drawn: {type(error).__name__}: {error}") from error


def to_bytes(recording: Recording) -> bytes:
    """Return a recording as it is kept on disk."""
    checks = {name: (cases, _to_stored(script)) for name, (cases, script) in recording.checks.items()}
    evidence = tuple(
        (item.function, _to_stored(item.script), tuple((s.names, s.replies, s.telling) for s in item.suspects))
        for item in recording.evidence
    )
    return msgspec.msgpack.encode(_Stored(checks, evidence))


def from_bytes(data: bytes) -> Recording | None:
    """Read what `to_bytes` wrote; None for anything else."""
    try:
        stored = _DECODER.decode(data)
    except msgspec.MsgspecError:
        return None
    return Recording(
        {name: (cases, Script(*script)) for name, (cases, script) in stored.checks.items()},
        tuple(
            Evidence(function, Script(*script), tuple(Suspect(*suspect) for suspect in suspects))
            for function, script, suspects in stored.evidence
        ),
    )


def _to_stored(script: Script) -> _StoredScript:
    return script.questions, script.requests, script.replies, script.asked, script.settled


def to_recorded_checks(
    checks: Mapping[str, tuple[Visibility, Check]], seeds: Mapping[str, int], recording: Recording
) -> tuple[RecordedCheck, ...]:
    """Put checks together with what was recorded of them."""
    return tuple(
        RecordedCheck(name, visibility, check, seeds[name], *recording.checks[name])
        for name, (visibility, check) in checks.items()
    )
