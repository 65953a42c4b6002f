"""The table of suspects: their answers to a few telling questions, recorded once per course.

A student's answers to the same questions find the few suspects that agree; only those are made and asked further.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from grader.course.comparison import MODIFIED, SHARED, is_alike, to_parts
from grader.course.sketches import (
    HALF_ROUNDING,
    ROUNDING,
    Array,
    Cell,
    Sketches,
    are_close,
    find_cells,
    to_part_name,
    to_sketches,
)
from grader.course.suspects import Suspect, find_callers, find_pairs, find_suspects, to_module, to_pair
from grader.execution.connection import to_frame
from grader.execution.in_process import InProcessTransport
from grader.execution.transcript import Transcript, to_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    from grader.course.mistakes import Mistakes
    from grader.course.suspects import Kind
    from grader.execution.replies import Reply
    from grader.execution.transcript import CallKey

Place = TypeVar("Place")
EVENLY_CHOSEN = 30
CHOSEN_PER_MISTAKE = 6
TELLING = 14
_SIDE_EFFECTS = {to_part_name(MODIFIED), to_part_name(SHARED)}


@dataclass(frozen=True, slots=True)
class FunctionQuestions:
    """The questions that a diagnosis asks about one function.

    Attributes:
        transcript: the questions, with the reference's replies.
        telling: the numbers of those whose answers are in the table.
    """

    function: str
    transcript: Transcript = field(repr=False)
    telling: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SuspectTable:
    """The suspects of an exercise, and a row of sketches for each; the row of the reference is the last."""

    questions: tuple[FunctionQuestions, ...] = ()
    suspects: tuple[Suspect, ...] = field(default=(), repr=False)
    cells: tuple[Cell, ...] = field(default=(), repr=False)
    sketches: Array = field(default_factory=lambda: np.empty((1, 0)), repr=False)
    scales: Array = field(default_factory=lambda: np.empty((1, 0)), repr=False)

    def to_row(self, answers: Mapping[str, Sequence[Mapping[Any, Any] | None]]) -> Sketches:
        """Return the sketches of a student's answers and their scales: None stands for the reference's answer."""
        sketches, scales = self.sketches[-1].copy(), self.scales[-1].copy()
        for _, group in itertools.groupby(
            range(len(self.cells)), lambda i: (self.cells[i].function, self.cells[i].question)
        ):
            places = list(group)
            cell = self.cells[places[0]]
            found = answers.get(cell.function)
            parts = found[cell.question] if found else None
            if parts is not None:
                pairs = list(to_sketches(parts, [self.cells[i] for i in places]))
                sketches[places], scales[places] = zip(*pairs, strict=True)
        return sketches, scales

    def find_candidates(self, kind: Kind, row: Sketches) -> dict[int, dict[str, list[int]]]:
        """Return the suspects of a kind whose answers may be these.

        Each comes with the functions in which it may be, and for these the numbers of telling questions.
        """
        rows = [i for i, suspect in enumerate(self.suspects) if suspect.kind == kind]
        if not rows or not self.cells:
            return {}
        theirs, right = (self.sketches[rows], self.scales[rows]), (self.sketches[-1], self.scales[-1])
        is_right = are_close(row, right, HALF_ROUNDING)
        both_unknown = np.isnan(theirs[0]) & np.isnan(row[0])
        known = ~np.isnan(theirs[0]) & ~np.isnan(row[0])
        differs = ~are_close(theirs, right, ROUNDING) | (np.isnan(theirs[0]) & ~np.isnan(right[0]))
        agrees = are_close(theirs, row)
        # A right answer shows nothing, however near to it the suspect's is.
        shows = (differs & agrees & known & ~is_right) | (both_unknown & differs)
        found: dict[int, dict[str, list[int]]] = {}
        for function in dict.fromkeys(cell.function for cell in self.cells):
            fits = np.ones(len(rows), dtype=bool)
            tells = np.zeros(len(rows), dtype=bool)
            in_part = np.zeros(len(rows), dtype=bool)
            for part in dict.fromkeys(cell.part for cell in self.cells if cell.function == function):
                places = [i for i, c in enumerate(self.cells) if (c.function, c.part) == (function, part)]
                agrees_here = ~differs[:, places].any(axis=1) | agrees[:, places].all(axis=1)
                if part not in _SIDE_EFFECTS:
                    fits &= agrees_here
                tells |= shows[:, places].any(axis=1)
                in_part |= shows[:, places].any(axis=1) & (agrees_here | (part in _SIDE_EFFECTS))
            own = [i for i, cell in enumerate(self.cells) if cell.function == function]
            likely = in_part if kind == "mistake" else fits & tells  # a second mistake may be in the other entries
            for place in np.flatnonzero(likely):
                telling = {self.cells[i].question for i in own if differs[place, i]}
                found.setdefault(rows[place], {})[function] = sorted(telling)
        return found

    def are_alike(self, one: int, other: int, function: str) -> bool:
        """Whether two suspects answer the telling questions about a function alike, as far as that is known."""
        places = [i for i, cell in enumerate(self.cells) if cell.function == function]
        mine, theirs = ((self.sketches[row, places], self.scales[row, places]) for row in (one, other))
        return bool(are_close(mine, theirs).all())


def make_table(
    transcripts: Iterable[Transcript], functions: Sequence[str], reference: ModuleType, mistakes: Mistakes
) -> SuspectTable:
    """Ask the reference and every suspect, and keep the sketches of their answers."""
    asked = list(dict.fromkeys(question for transcript in transcripts for question in transcript.questions))
    with np.errstate(all="ignore"):  # suspects overflow
        suspects = find_suspects(mistakes)
        questions = tuple(
            _choose_questions(function, [q for q in asked if q[0] == function], reference, mistakes, suspects)
            for function in functions
        )
        return _fill(questions, suspects, reference, mistakes)


def _choose_questions(
    function: str, asked: Sequence[CallKey], reference: ModuleType, mistakes: Mistakes, suspects: Sequence[Suspect]
) -> FunctionQuestions:
    """Choose the questions about one function, and those of them that are in the table."""
    reaching = [s for s in suspects if s.kind == "mistake" and function in find_callers(mistakes.reference, s.touched)]
    # Of a list of constants the first and the last, between which the others lie.
    first, last = ({s.names: s for s in order} for order in (reversed(reaching), reaching))
    right = _ask(reference, asked)
    answers = [
        _ask(to_module(mistakes, suspect), asked) for suspect in dict.fromkeys([*first.values(), *last.values()])
    ]
    chosen = _choose(right, answers)
    kept = [asked[i] for i in chosen]
    tells = [{n for n, i in enumerate(chosen) if not is_alike(replies[i], right[i])} for replies in answers]
    return FunctionQuestions(function, _to_transcript(reference, kept), _choose_telling(len(kept), tells))


def _to_transcript(reference: ModuleType, asked: Sequence[CallKey]) -> Transcript:
    transport = InProcessTransport(reference)
    return Transcript(
        tuple(asked),
        tuple(to_request(number, *question) for number, question in enumerate(asked)),
        tuple(to_frame(transport.answer(number, *question)) for number, question in enumerate(asked)),
        tuple((number,) for number in range(len(asked))),
        (True,) * len(asked),
    )


def _choose(right: Sequence[Reply], answers: Sequence[Sequence[Reply]]) -> list[int]:
    """Choose evenly spaced questions, some that reveal each mistake, and one that separates each pair."""
    count = len(right)
    chosen = set(choose_evenly(list(range(count)), EVENLY_CHOSEN))
    for replies in answers:
        telling = [i for i in range(count) if not is_alike(replies[i], right[i])]
        chosen.update(choose_evenly(telling, CHOSEN_PER_MISTAKE))
    for one, other in itertools.combinations(answers, 2):
        if all(is_alike(one[i], other[i]) for i in chosen):
            chosen.update(next(([i] for i in range(count) if not is_alike(one[i], other[i])), []))
    return sorted(chosen)


def _choose_telling(count: int, tells: Sequence[set[int]]) -> tuple[int, ...]:
    """Choose the questions of the table: first those that reveal the most mistakes not revealed before."""
    chosen: list[int] = []
    hidden = [numbers for numbers in tells if numbers]
    while hidden and len(chosen) < TELLING - 2:
        best = max(range(count), key=lambda i: (sum(i in numbers for numbers in hidden), -i))
        chosen.append(best)
        hidden = [numbers for numbers in hidden if best not in numbers]
    others = [number for number in range(count) if number not in chosen]
    return tuple(sorted({*chosen, *choose_evenly(others, TELLING - len(chosen))}))


def choose_evenly(places: list[Place], wanted: int) -> list[Place]:
    """Return at most `wanted` of some places, evenly spaced."""
    return places if len(places) <= wanted else [places[i * len(places) // wanted] for i in range(wanted)]


def _fill(
    questions: tuple[FunctionQuestions, ...], suspects: Sequence[Suspect], reference: ModuleType, mistakes: Mistakes
) -> SuspectTable:
    cells: list[Cell] = []
    for known in questions:
        right = _ask(reference, known.transcript.questions)
        cells += find_cells(known.function, known.telling, right)
    own = _to_rows(InProcessTransport(reference), questions, cells)
    kept: list[Suspect] = []
    rows: list[NDArray[np.float64]] = []
    for suspect in suspects:
        row = _make_row(mistakes, suspect, questions, cells, own)
        if row is None and suspect.kind == "mistake":
            row = own  # kept, so that members of pairs have their numbers
        if row is not None and (suspect.kind == "mistake" or not _are_same(row, own)):
            kept.append(suspect)
            rows.append(row)
    for one, other in find_pairs(kept):
        if not _meet(rows[one], rows[other], own):
            continue
        pair = to_pair(kept, one, other)
        row = _make_row(mistakes, pair, questions, cells, own)
        if row is not None and not any(_are_same(row, other_row) for other_row in (rows[one], rows[other], own)):
            kept.append(pair)
            rows.append(row)
    stacked = np.array([*rows, own])
    return SuspectTable(questions, tuple(kept), tuple(cells), stacked[:, 0], stacked[:, 1])


def _make_row(
    mistakes: Mistakes,
    suspect: Suspect,
    questions: Sequence[FunctionQuestions],
    cells: Sequence[Cell],
    own: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """Return a suspect's sketches and scales; None if it cannot be loaded."""
    try:
        transport = InProcessTransport(to_module(mistakes, suspect))
    except Exception:  # noqa: BLE001 - loading a mutant may raise anything
        return None
    callers = find_callers(mistakes.reference, suspect.touched)
    row = own.copy()
    reached = [known for known in questions if known.function in callers]
    places = [i for i, cell in enumerate(cells) if cell.function in callers]
    row[:, places] = _to_rows(transport, reached, [cells[i] for i in places])
    return row


def _to_rows(
    transport: InProcessTransport, questions: Sequence[FunctionQuestions], cells: Sequence[Cell]
) -> NDArray[np.float64]:
    found: list[tuple[float, float]] = []
    for known in questions:
        for number in known.telling:
            parts = to_parts(transport.call(*known.transcript.questions[number]))
            asked = [cell for cell in cells if (cell.function, cell.question) == (known.function, number)]
            found += to_sketches(parts, asked)
    return np.array(found).T.reshape(2, -1)


def _are_same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two rows are close wherever both are known; what one of them does not know counts as a difference."""
    both_unknown = np.isnan(one[0]) & np.isnan(other[0])
    one_unknown = np.isnan(one[0]) ^ np.isnan(other[0])
    return bool((both_unknown | (are_close(_unstack(one), _unstack(other), ROUNDING) & ~one_unknown)).all())


def _meet(one: NDArray[np.float64], other: NDArray[np.float64], own: NDArray[np.float64]) -> bool:
    """Whether two mistakes change the same answer somewhere, so that together they may give a third one."""
    right = _unstack(own)
    changed = [
        ~are_close(_unstack(row), right, ROUNDING) | (np.isnan(row[0]) ^ np.isnan(own[0])) for row in (one, other)
    ]
    return bool((changed[0] & changed[1]).any())


def _unstack(row: NDArray[np.float64]) -> Sketches:
    return row[0], row[1]


def _ask(module: ModuleType, questions: Iterable[CallKey]) -> list[Reply]:
    transport = InProcessTransport(module)
    return [transport.call(*question) for question in questions]
