"""Makes or loads the recording of an exercise, which every run needs: inputs, transcripts, the edits that are mistakes.

Edits are kept as they were found and checked, since parsing them all takes longer than reading everything else.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from grader.course import cache, cases
from grader.course.deciding import choose_cases
from grader.course.edits import Place
from grader.course.mistakes import Equivalent, Mistake, Mistakes
from grader.course.suspect_table import choose_evenly
from grader.course.transcripts import record_transcript
from grader.errors import CourseError
from grader.execution.transcript import Transcript
from grader.exercise.checks import find_asked
from grader.exercise.declared_form import DECLARED_FORM, to_declared_form, to_weight
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from grader.course.deciding import Deciding
    from grader.exercise.checks import Check
    from grader.exercise.spec import Function
    from grader.reports.report import Visibility


FORM_CALLS = 6  # of each function; they cost as much as so many cases of another check
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecordedCheck:
    """A check of an exercise with its recorded inputs, smallest first."""

    id: str
    visibility: Visibility
    check: Check
    seed: int
    cases: tuple[bytes, ...] = field(repr=False)
    transcript: Transcript = field(repr=False)

    def asked_at(self, number: int) -> RecordedCheck:
        """Return this check as it is run on its case `number`: with guards in the last cases only."""
        asked = find_asked(self.check, number, len(self.cases))
        return self if asked is self.check else replace(self, check=asked)


@dataclass(frozen=True, slots=True)
class Recording:
    """The recording of one exercise: cases and transcript of each check by its id.

    Attributes:
        mistakes: what stands in `mistakes.toml`; those that are functions are not kept.
    """

    checks: Mapping[str, Recorded]
    mistakes: Mistakes = field(default_factory=lambda: Mistakes(""))


Recorded: TypeAlias = tuple[tuple[bytes, ...], Transcript]
StoredTranscript: TypeAlias = tuple[
    tuple[tuple[str, bytes], ...],
    tuple[bytes, ...],
    tuple[bytes, ...],
    tuple[tuple[int, ...], ...],
    tuple[bool, ...],
]
_StoredMistake: TypeAlias = tuple[str, str, str, str, tuple[str, ...], tuple[tuple[Place, ...], ...]]
_StoredMistakes: TypeAlias = tuple[str, tuple[_StoredMistake, ...], tuple[Equivalent, ...]]


class _Stored(msgspec.Struct, array_like=True, frozen=True):
    checks: dict[str, tuple[tuple[bytes, ...], StoredTranscript]]
    mistakes: _StoredMistakes


_DECODER = msgspec.msgpack.Decoder(_Stored)


def load_recording(key: str) -> Recording | None:
    """Return the recording cached under a key; None if there is none."""
    data = cache.load_cached(cache.find_folder(), key)
    return None if data is None else from_bytes(data)


def make_recording(
    key: str,
    checks: Mapping[str, tuple[Visibility, Check]],
    seeds: Mapping[str, int],
    functions: Sequence[Function],
    reference: ModuleType | None = None,
    mistakes: Mistakes | None = None,
    deciding: Deciding | None = None,
) -> Recording:
    """Make a recording and cache it under a key.

    Without a reference and mistakes, which students do not have, it holds inputs only.

    Args:
        deciding: the cases to ask; what is derived from calls is derived from those of all cases all the same.

    Raises:
        CourseError: the inputs of a check cannot be drawn.
    """
    _log.info("recording %d checks that are not in the cache", len(checks))
    recorded = record_checks(checks, seeds, functions, reference)
    if reference is not None and deciding is not None:
        for name, (_, check) in checks.items():
            recorded[name] = keep_chosen(name, check, recorded[name], deciding, functions, reference)
    made = Recording(recorded, mistakes or Mistakes(""))
    cache.save_cached(cache.find_folder(), key, to_bytes(made))
    return made


def record_checks(
    checks: Mapping[str, tuple[Visibility, Check]],
    seeds: Mapping[str, int],
    functions: Sequence[Function],
    reference: ModuleType | None,
) -> dict[str, Recorded]:
    """Draw the cases of all checks and of the generated one, and record their calls on all of these.

    Raises:
        CourseError: the inputs of a check cannot be drawn.
    """
    recorded = {
        name: record_check(name, check, seeds[name], functions, reference) for name, (_, check) in checks.items()
    }
    if reference is not None:
        form = to_form_cases([recorded[name][1] for name, (kind, _) in checks.items() if kind == "public"])
        if form:  # without a case, zeros would pass
            recorded[DECLARED_FORM] = form, record_transcript(to_declared_form(1), form, functions, reference)
    return recorded


def record_check(
    name: str, check: Check, seed: int, functions: Sequence[Function], reference: ModuleType | None
) -> Recorded:
    """Draw the cases of a check, and record its calls on all of them; without a reference, there are none.

    Raises:
        CourseError: its inputs cannot be drawn.
    """
    drawn = _draw(name, check, seed)
    return drawn, Transcript() if reference is None else record_transcript(check, drawn, functions, reference)


def keep_chosen(
    name: str,
    check: Check,
    recorded: Recorded,
    deciding: Deciding,
    functions: Sequence[Function],
    reference: ModuleType,
) -> Recorded:
    """Return the cases of a check that are chosen, and its calls on them."""
    kept = choose_cases(name, check, recorded[0], deciding)
    return recorded if kept == recorded[0] else (kept, record_transcript(check, kept, functions, reference))


def _draw(name: str, check: Check, seed: int) -> tuple[bytes, ...]:
    try:
        return cases.record(check.inputs, check.examples, seed)
    except Exception as error:
        raise CourseError(f"The inputs of {name} cannot be drawn: {type(error).__name__}: {error}") from error


def to_bytes(recording: Recording) -> bytes:
    """Serialise a recording for the cache."""
    checks = {name: (cases, to_stored(transcript)) for name, (cases, transcript) in recording.checks.items()}
    return msgspec.msgpack.encode(_Stored(checks, _to_stored_mistakes(recording.mistakes)))


def from_bytes(data: bytes) -> Recording | None:
    """Deserialise a recording; return None if the data is invalid."""
    try:
        stored = _DECODER.decode(data)
    except (msgspec.MsgspecError, ValueError):
        return None
    checks = {name: (cases, Transcript(*transcript)) for name, (cases, transcript) in stored.checks.items()}
    reference, edited, equivalents = stored.mistakes
    return Recording(checks, Mistakes(reference, tuple(Mistake(*mistake) for mistake in edited), equivalents))


def _to_stored_mistakes(mistakes: Mistakes) -> _StoredMistakes:
    edited = ((m.name, m.says, m.hint, m.source, m.functions, m.variants) for m in mistakes.edited)
    return mistakes.reference, tuple(edited), mistakes.equivalents


def to_stored(transcript: Transcript) -> StoredTranscript:
    """Return the fields of a transcript that the others follow from."""
    return transcript.questions, transcript.requests, transcript.replies, transcript.asked, transcript.settled


def to_recorded_checks(
    checks: Mapping[str, tuple[Visibility, Check]], seeds: Mapping[str, int], recording: Recording
) -> tuple[RecordedCheck, ...]:
    """Combine checks with their recordings; with a reference, the generated check comes after the public ones."""
    combined = [
        RecordedCheck(name, visibility, check, seeds[name], *recording.checks[name])
        for name, (visibility, check) in checks.items()
    ]
    if DECLARED_FORM in recording.checks:
        generated = to_declared_form(to_weight(sum(recorded.check.weight for recorded in combined)))
        place = sum(recorded.visibility == "public" for recorded in combined)
        combined.insert(place, RecordedCheck(DECLARED_FORM, "public", generated, 0, *recording.checks[DECLARED_FORM]))
    return tuple(combined)


def to_form_cases(transcripts: Sequence[Transcript]) -> tuple[bytes, ...]:
    """Return cases of the generated check: some of the recorded calls of each function, with the reference's answer."""
    answers: dict[str, dict[bytes, bytes]] = {}
    for transcript in transcripts:
        for (function, arguments), reply in zip(transcript.questions, transcript.replies, strict=True):
            message = wire.decode(reply[4:])  # without its length
            if message[0] == "returned":
                called, options = wire.decode(arguments)
                case = {"function": function, "arguments": called, "options": options, "expected": message[2]}
                answers.setdefault(function, {})[arguments] = wire.encode(case)
    return tuple(case for found in answers.values() for case in choose_evenly(list(found.values()), FORM_CALLS))
