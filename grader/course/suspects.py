"""Suspects: wrong versions of a reference that may explain a student's answers.

`find_suspects` lists them: every known mistake with each of its constants, each place of a mistake that has several,
pairs of mistakes in different places, and the mutants for which there are words.
"""

from __future__ import annotations

import ast
import functools
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from grader.course.edits import Place, apply_places, can_be_together, find_functions, find_touched, trim_place
from grader.course.loops import to_bounded_module, to_silent_module
from grader.course.mutant_sentences import find_sentence
from grader.course.mutation import find_mutants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

    from grader.course.mistakes import Mistake, Mistakes

Kind: TypeAlias = Literal["mistake", "place", "pair", "mutant"]
# In the order in which they are tried, each only for what those before leave unexplained.
KINDS: tuple[Kind, ...] = ("mistake", "place", "pair", "mutant")
MAX_PAIRS = 4_000


@dataclass(frozen=True, slots=True)
class Suspect:
    """A wrong version of a reference.

    Attributes:
        names: the mistakes that it contains; none if it is a mutant.
        operator: the kind of change, if it is a mutant.
        touched: the functions of the reference that it changes.
        places: what is replaced in the reference; empty for a mutant, and where a function replaces another.
        source: the whole module, if it is a mutant.
        members: the suspects of which a pair consists, by their numbers.
    """

    kind: Kind
    names: tuple[str, ...]
    touched: tuple[str, ...]
    places: tuple[Place, ...] = ()
    operator: str = ""
    source: str = ""
    members: tuple[int, ...] = ()


def find_suspects(mistakes: Mistakes) -> tuple[Suspect, ...]:
    """Return all suspects but pairs, in the order in which they are tried; single mistakes come first."""
    singles = [suspect for mistake in mistakes.known for suspect in to_singles(mistakes, mistake)]
    taken = {_to_parsed(mistakes, suspect.places) for suspect in singles if suspect.places}
    parts = [part for suspect in singles for part in _to_parts(mistakes, suspect, taken)]
    return (*singles, *parts, *_find_mutants(mistakes, taken))


def to_singles(mistakes: Mistakes, mistake: Mistake) -> Iterator[Suspect]:
    """Yield a mistake as a suspect, once for each constant."""
    if mistake.body is not None:
        yield Suspect("mistake", (mistake.name,), mistake.functions)
    for places in mistake.variants:
        trimmed = tuple(trim_place(mistakes.reference, place) for place in places)
        yield Suspect("mistake", (mistake.name,), mistake.functions, trimmed)


def _to_parts(mistakes: Mistakes, whole: Suspect, taken: set[str]) -> Iterator[Suspect]:
    """Yield the places of a mistake that has several, each by itself where that can be loaded."""
    for place in whole.places if len(whole.places) > 1 else ():
        parsed = _to_parsed(mistakes, (place,))
        if parsed and parsed not in taken:
            taken.add(parsed)
            yield Suspect("place", whole.names, find_touched(mistakes.reference, (place,)), (place,))


def _to_parsed(mistakes: Mistakes, places: Sequence[Place]) -> str:
    """Return an edited reference as it is after parsing; an empty text if it cannot be parsed."""
    try:
        return ast.unparse(ast.parse(apply_places(mistakes.reference, places)))
    except SyntaxError:
        return ""


def _find_mutants(mistakes: Mistakes, taken: set[str]) -> Iterator[Suspect]:
    """Yield the mutants that no mistake makes or contains, and for which there is a sentence."""
    known = taken | {equivalent.source for equivalent in mistakes.equivalents}
    for mutant in find_mutants(mistakes.reference):
        if mutant.source not in known and find_sentence(mutant.operator) is not None:
            yield Suspect("mutant", (), (mutant.function,), operator=mutant.operator, source=mutant.source)


def find_pairs(suspects: Sequence[Suspect]) -> list[tuple[int, int]]:
    """Return the numbers of the single mistakes that can be made together, at most `MAX_PAIRS`.

    The earlier a constant stands in its list, the earlier are its pairs.
    """
    singles = [number for number, suspect in enumerate(suspects) if suspect.kind == "mistake" and suspect.places]
    seen: Counter[tuple[str, ...]] = Counter()
    ranks = {}
    for number in singles:
        ranks[number] = seen[suspects[number].names]
        seen[suspects[number].names] += 1
    pairs = [
        (one, other)
        for one, other in itertools.combinations(singles, 2)
        if suspects[one].names != suspects[other].names
        and can_be_together(suspects[one].places, suspects[other].places)
    ]
    pairs.sort(key=lambda pair: ranks[pair[0]] + ranks[pair[1]])
    return pairs[:MAX_PAIRS]


def to_pair(suspects: Sequence[Suspect], one: int, other: int) -> Suspect:
    """Return two mistakes as one suspect."""
    a, b = suspects[one], suspects[other]
    touched = tuple(dict.fromkeys((*a.touched, *b.touched)))
    return Suspect("pair", (*a.names, *b.names), touched, (*a.places, *b.places), members=(one, other))


def to_module(mistakes: Mistakes, suspect: Suspect) -> ModuleType:
    """Load a suspect as a module; what its code raises while loading is raised here."""
    if suspect.source:
        return to_bounded_module(suspect.source)
    module = to_silent_module(apply_places(mistakes.reference, suspect.places))
    if not suspect.places:
        mistake = mistakes.get(suspect.names[0])
        setattr(module, mistake.functions[0], mistake.body)
    return module


def find_callers(reference: str, touched: Sequence[str]) -> frozenset[str]:
    """Return the functions of a reference that call one of these, directly or not, and these themselves."""
    uses = _find_uses(reference)
    found = set(touched)
    while True:
        more = {name for name, used in uses.items() if used & found} - found
        if not more:
            return frozenset(found)
        found |= more


@functools.lru_cache(maxsize=64)
def _find_uses(reference: str) -> Mapping[str, frozenset[str]]:
    """Return the names that each function of a reference uses."""
    return {
        name: frozenset(n.id for n in ast.walk(ast.parse(reference[start:end])) if isinstance(n, ast.Name))
        for name, (start, end) in find_functions(reference).items()
    }
