"""The mistakes of an exercise: `mistakes.toml`, and `mistakes.py` for those that are no edits of the reference.

    [divides_by_one_less]
    says = "Divides by n - 1, as for a variance."
    hint = "How many numbers are there, and how many do you divide by?"
    edit = { "/ len(x)" = "/ (len(x) - 1)" }

    [[equivalent]]
    edit = { "np.zeros(n)" = "np.ones(n)" }
    reason = "The loop writes every entry before it reads it."

A search text must occur exactly once, in the function named by `function` or else in the whole reference. `{c}` in a
replacement stands for each of the constants in the list `c` in turn. An equivalent may list several edits that have
one reason.
"""

from __future__ import annotations

import ast
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from grader.course.edits import Place, apply_places, find_place, find_touched
from grader.errors import CourseError
from grader.exercise.misconceptions import find_misconceptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

_T = TypeVar("_T")
CONSTANT = "{c}"
EQUIVALENT = "equivalent"


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    says: str
    hint: str
    edit: dict[str, str]
    source: str = ""
    function: str = ""
    c: tuple[int | float | str, ...] = ()


class _EquivalentEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    edit: dict[str, str] | tuple[dict[str, str], ...]
    reason: str
    function: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that a student may make: the reference with some places replaced, or with one function replaced.

    Attributes:
        functions: the functions of the reference that are changed.
        variants: the places of the edit, once for each constant; empty if `body` replaces the function.
        source: where the course's notes contain the error.
    """

    name: str
    says: str
    hint: str
    source: str
    functions: tuple[str, ...]
    variants: tuple[tuple[Place, ...], ...] = ()
    body: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class Equivalent:
    """An edit that no input can tell from the reference: the edited reference after parsing, and why."""

    source: str
    shown: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What is known about wrong versions of a reference.

    Attributes:
        reference: its text.
        edited: the mistakes that are edits of it.
        written: those that replace a function.
    """

    reference: str
    edited: tuple[Mistake, ...] = ()
    equivalents: tuple[Equivalent, ...] = ()
    written: tuple[Mistake, ...] = ()

    @property
    def known(self) -> tuple[Mistake, ...]:
        """All mistakes, in the order in which they are tried."""
        return (*self.edited, *self.written)

    def get(self, name: str) -> Mistake:
        """Return the mistake of a name."""
        return next(mistake for mistake in self.known if mistake.name == name)


def load_mistakes(paths: Sequence[Path], reference: Path, module: ModuleType | None) -> Mistakes:
    """Read the mistakes of an exercise.

    Args:
        paths: files named `mistakes.toml`; an entry of a later one replaces that of the same name.
        module: the loaded `mistakes.py`, if there is one.

    Raises:
        CourseError: an entry is invalid: it names the mistake, the text, and how often that occurs.
    """
    source = reference.read_text(encoding="utf-8")
    whole = ast.unparse(ast.parse(source))
    entries = {name: (path, entry) for path in paths for name, entry in _load_entries(path).items()}
    listed = _find_equivalents(*entries.pop(EQUIVALENT, (None, [])))
    edited = tuple(_to_mistake(path, source, whole, name, entry) for name, (path, entry) in entries.items())
    written = find_written(module)
    twice = sorted({mistake.name for mistake in edited} & {mistake.name for mistake in written})
    if twice:
        raise CourseError(f"{entries[twice[0]][0]}: [{twice[0]}] stands in mistakes.py too; rename one of them.")
    equivalents = tuple(e for item in listed for e in _to_equivalents(*item, source, whole))
    return Mistakes(source, edited, equivalents, written)


def merge_entries(paths: Sequence[Path]) -> dict[str, Any]:
    """Return the entries of several files, those of a later one in place of those of the same name.

    Raises:
        CourseError: a file is no TOML.
    """
    return {name: entry for path in paths for name, entry in _load_entries(path).items()}


def _find_equivalents(path: Path | None, listed: object) -> list[tuple[Path | None, int, object]]:
    if not isinstance(listed, list):
        raise CourseError(f"{path}: [{EQUIVALENT}] is a list: write it with two brackets, [[{EQUIVALENT}]].")
    return [(path, number, entry) for number, entry in enumerate(listed, 1)]


def _load_entries(path: Path) -> dict[str, Any]:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError) as error:
        raise CourseError(f"{path}: {error}") from None


def _to_mistake(path: Path, source: str, whole: str, name: str, entry: object) -> Mistake:
    if not name.isidentifier():
        raise CourseError(f"{path}: [{name}] is no name: use letters, digits and underscores.")
    found = _convert(path, f"[{name}]", entry, _Entry)
    try:
        places = tuple(find_place(source, search, new, found.function) for search, new in found.edit.items())
    except CourseError as error:
        raise CourseError(f"{path}: [{name}] {error}") from None
    if not places:
        raise CourseError(f"{path}: [{name}] has an empty edit.")
    if (CONSTANT in "".join(found.edit.values())) != bool(found.c):
        raise CourseError(f"{path}: [{name}] needs both: {CONSTANT} in its edit, and a list `c = [...]` of constants.")
    variants = tuple(tuple(_put(place, value) for place in places) for value in found.c) or (places,)
    for variant, value in zip(variants, found.c or ("",), strict=True):
        where = f"[{name}] with c = {value}" if found.c else f"[{name}]"
        _check_edited(path, where, source, whole, variant)
    return Mistake(name, found.says, found.hint, found.source, find_touched(source, places), variants)


def _put(place: Place, value: float | str) -> Place:
    return Place(place.start, place.end, place.text.replace(CONSTANT, str(value)))


def _check_edited(path: Path | None, where: str, source: str, whole: str, places: tuple[Place, ...]) -> str:
    """Return the edited reference as it is after parsing; `whole` is the reference after parsing.

    Raises:
        CourseError: it cannot be parsed, or it is the reference itself.
    """
    ordered = sorted(places)
    if any(one.end > other.start for one, other in itertools.pairwise(ordered)):
        raise CourseError(f"{path}: {where} has search texts that overlap.")
    try:
        edited = ast.unparse(ast.parse(apply_places(source, places)))
    except SyntaxError as error:
        raise CourseError(f"{path}: {where} makes the reference invalid: {error.msg}, line {error.lineno}.") from None
    if edited == whole:
        raise CourseError(f"{path}: {where} changes nothing.")
    return edited


def _to_equivalents(path: Path | None, number: int, entry: object, source: str, whole: str) -> Iterator[Equivalent]:
    where = f"[[{EQUIVALENT}]] {number}"
    found = _convert(path, where, entry, _EquivalentEntry)
    for edit in (found.edit,) if isinstance(found.edit, dict) else found.edit:
        try:
            places = tuple(find_place(source, search, new, found.function) for search, new in edit.items())
        except CourseError as error:
            raise CourseError(f"{path}: {where} {error}") from None
        shown = "; ".join(f"{search!r} to {new!r}" for search, new in edit.items())
        yield Equivalent(_check_edited(path, where, source, whole, places), shown, found.reason)


def _convert(path: Path | None, where: str, entry: object, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(entry, kind)
    except msgspec.ValidationError as error:
        raise CourseError(f"{path}: {where} {error}") from None


def find_written(module: ModuleType | None) -> tuple[Mistake, ...]:
    """Return the mistakes of `mistakes.py`, each a function that replaces one; none where there is no module."""
    return tuple(
        Mistake(name, found.title, found.hint, found.source, (found.function,), body=found.body)
        for name, found in find_misconceptions(module)
    )
