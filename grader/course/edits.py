"""Edits of a reference's text: each replaces a text that occurs exactly once by another.

A place is a range of characters and what stands there instead, so several edits can be made at once, in any order.
"""

from __future__ import annotations

import ast
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.errors import CourseError
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The characters from `start` to `end` of a text, and the text that replaces them."""

    start: int
    end: int
    text: str

    def overlaps(self, other: Place) -> bool:
        """Whether two replacements touch the same characters, or insert at the same position."""
        return max(self.start, other.start) < min(self.end, other.end) or self.start == other.start


def find_place(source: str, search: str, replacement: str, function: str = "") -> Place:
    """Return the place where `search` stands in a module, in one of its functions if that is named.

    Raises:
        CourseError: the text does not occur exactly once there, or there is no such function.
    """
    start, end = find_function(source, function) if function else (0, len(source))
    count = source.count(search, start, end)
    if count != 1:
        where = f"in {function}" if function else "in the reference"
        again = "" if count == 0 else ' Make it longer, or give `function = "..."`.'
        raise CourseError(f"`{search}` occurs {plural(count, 'time')} {where}; it must occur exactly once.{again}")
    at = source.index(search, start, end)
    return Place(at, at + len(search), replacement)


def find_function(source: str, name: str) -> tuple[int, int]:
    """Return the range of characters of a function at the top level of a module.

    Raises:
        CourseError: there is no such function.
    """
    found = find_functions(source)
    if name not in found:
        raise CourseError(f"the reference has no function {name}; it has {', '.join(found)}.")
    return found[name]


def find_functions(source: str) -> dict[str, tuple[int, int]]:
    """Return the ranges of characters of the functions at the top level of a module, by name."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return {
        node.name: (starts[node.lineno - 1], starts[node.end_lineno or node.lineno])
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }


def find_touched(source: str, places: Iterable[Place]) -> tuple[str, ...]:
    """Return the names of the functions in which places lie, in the order of the file."""
    starts = [place.start for place in places]
    found = find_functions(source).items()
    return tuple(name for name, (start, end) in found if any(start <= at < end for at in starts))


def apply_places(source: str, places: Iterable[Place]) -> str:
    """Return a text with all replacements made."""
    parts, done = [], 0
    for place in sorted(places):
        parts += [source[done : place.start], place.text]
        done = place.end
    return "".join([*parts, source[done:]])


def trim_place(source: str, place: Place) -> Place:
    """Return the same replacement without the characters at both ends that it leaves as they are."""
    old = source[place.start : place.end]
    before = _count_equal(old, place.text)
    rest, new = old[before:], place.text[before:]
    after = _count_equal(rest[::-1], new[::-1])
    return Place(place.start + before, place.end - after, new[: len(new) - after])


def can_be_together(one: Sequence[Place], other: Sequence[Place]) -> bool:
    """Whether two sets of trimmed replacements can be made in one text."""
    return not any(a.overlaps(b) for a in one for b in other)


def _count_equal(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their start."""
    return len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
