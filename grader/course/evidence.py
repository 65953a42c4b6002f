"""Makes or loads the evidence of an exercise, which only failures need: the table of suspects, and ladders of cases.

It takes longer to make than all that every run needs, so it is made when a check of the exercise first fails, by one
process while others wait for it, and kept.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from grader.course import cache
from grader.course.ladders import Ladder, make_ladders
from grader.course.recording import StoredTranscript, to_stored
from grader.course.sketches import Cell  # noqa: TC001 - msgspec reads the annotations
from grader.course.suspect_table import FunctionQuestions, SuspectTable, make_table
from grader.course.suspects import Suspect  # noqa: TC001 - msgspec reads the annotations
from grader.execution.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    from grader.course.mistakes import Mistakes
    from grader.course.recording import RecordedCheck
    from grader.exercise.spec import Function

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What explains the failures of an exercise.

    Attributes:
        ladders: those of the checks that draw their inputs, by the check's id.
    """

    table: SuspectTable = field(repr=False)
    ladders: Mapping[str, Ladder] = field(repr=False)


class _Stored(msgspec.Struct, array_like=True, frozen=True):
    questions: tuple[tuple[str, StoredTranscript, tuple[int, ...]], ...]
    suspects: tuple[Suspect, ...]
    cells: tuple[Cell, ...]
    sketches: bytes
    scales: bytes
    ladders: dict[str, tuple[tuple[bytes, ...], StoredTranscript]]


_DECODER = msgspec.msgpack.Decoder(_Stored)


class KeptEvidence:
    """The evidence of one exercise: read from the cache, or made and cached, when it is first asked for.

    Args:
        key: that of the cache.
        make: makes it.
    """

    def __init__(self, key: str, make: Callable[[], Evidence]) -> None:
        self._key = key
        self._make = make
        self._found: Evidence | None = None

    def get(self) -> Evidence:
        """Return the evidence; another process that makes it at this time is waited for."""
        if self._found is None:
            self._found = load_evidence(self._key) or self._make_once()
        return self._found

    def _make_once(self) -> Evidence:
        folder = cache.find_folder()
        with cache.locked(folder, self._key):
            found = load_evidence(self._key)  # another process may have made it meanwhile
            if found is None:
                found = self._make()
                cache.save_cached(folder, self._key, to_bytes(found))
        return found


def load_evidence(key: str) -> Evidence | None:
    """Return the evidence cached under a key; None if there is none."""
    data = cache.load_cached(cache.find_folder(), key)
    return None if data is None else from_bytes(data)


def make_evidence(
    checks: Sequence[RecordedCheck], functions: Sequence[Function], reference: ModuleType, mistakes: Mistakes
) -> Evidence:
    """Make the evidence of an exercise; the same whenever and by whichever process it is made."""
    _log.info("making what explains failures, which is not in the cache")
    names = [function.name for function in functions]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of suspects, which this process would print
        table = make_table([recorded.transcript for recorded in checks], names, reference, mistakes)
        return Evidence(table, make_ladders(checks, functions, reference, mistakes))


def to_bytes(evidence: Evidence) -> bytes:
    """Serialise evidence for the cache."""
    table = evidence.table
    questions = tuple((known.function, to_stored(known.transcript), known.telling) for known in table.questions)
    rows = table.sketches.tobytes(), table.scales.tobytes()
    ladders = {name: (ladder.cases, to_stored(ladder.transcript)) for name, ladder in evidence.ladders.items()}
    return msgspec.msgpack.encode(_Stored(questions, table.suspects, table.cells, *rows, ladders))


def from_bytes(data: bytes) -> Evidence | None:
    """Deserialise evidence; return None if the data is invalid."""
    try:
        stored = _DECODER.decode(data)
        table = _to_table(stored)
    except (msgspec.MsgspecError, ValueError):
        return None
    return Evidence(table, {name: Ladder(rungs, Transcript(*asked)) for name, (rungs, asked) in stored.ladders.items()})


def _to_table(stored: _Stored) -> SuspectTable:
    shape = len(stored.suspects) + 1, len(stored.cells)
    return SuspectTable(
        tuple(FunctionQuestions(name, Transcript(*asked), telling) for name, asked, telling in stored.questions),
        stored.suspects,
        stored.cells,
        np.frombuffer(stored.sketches).reshape(shape),
        np.frombuffer(stored.scales).reshape(shape),
    )
