"""Finds which of several files, folders or zips is the latest version of the same work, by their names and times.

A name is split into the name of the work and the marks of a version: `lab (1)`, `lab-Copy1`, `lab_v2`, `lab_final`,
`lab_attempt10` and `lab_2017-03-03-17-00-00` are all versions of `lab`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from grader.text import one_line, quote_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# Year, month, day, and perhaps hour, minute and second; empty if unknown. A date alone is before any time on that day.
Time: TypeAlias = tuple[int, ...]
# Every note on a choice between versions contains these words, so the class table can show it.
COUNTS = "is the one that counts"
MAX_NAME_CHARS = 80
MAX_OTHERS = 3
# No longer name is searched for marks: each is looked at for every exercise.
MAX_CHARS = 200
_STAMP = re.compile(
    r"[-_. (]*(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
    r"(?:[-_.T ]{0,2}(?:at )?([01]\d|2[0-3])[-_.:h]?([0-5]\d)(?:[-_.:m]?([0-5]\d))?)?(?!\d)[)sZ]?"
)
# A longer number names a student: Gradescope's folders are `submission_12345678`.
_ATTEMPT = re.compile(
    r"(?:^|[-_. (])(?:attempt|try|take|submission|resubmission|version|versuch|abgabe|upload|rev|v)"
    r"[-_. ]?(\d{1,3})(?!\d)\)?",
    re.IGNORECASE,
)
# Browsers number a download whose name is taken: `lab (1).py`, `lab(1).py`, `lab[1].py`.
_BRACKETS = re.compile(r"[ _]?[(\[](\d{1,9})[)\]]$")
_COPY = re.compile(
    r"(?:^|[-_. (]+)(?:copy|kopie|copie|copia|final|finished|latest|last|new|neu|old|alt|backup|bak|fixed|draft|edited|"
    r"updated)"
    r"(?:[-_. ]?\d{1,9}|[-_. ]?\(\d{1,9}\))?\)?$",
    re.IGNORECASE,
)
_COPY_OF = re.compile(r"^(?:copy|kopie|copie|copia)[-_ ](?:of|von|de|di)[-_ ]", re.IGNORECASE)
_ZIP = re.compile(r"\.zip$", re.IGNORECASE)
_PIECES = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Version:
    """A name without the marks of a version, and the marks.

    Attributes:
        work: the name without any mark.
        plain: the name without numbers in brackets.
        brackets: the numbers that a browser appended, the first one first.
        attempt: the number after a word such as `attempt` or `v`, if any.
        stamp: the time in the name.
    """

    work: str
    plain: str
    brackets: tuple[int, ...]
    attempt: int | None
    stamp: Time

    @property
    def is_marked(self) -> bool:
        """Whether the name has the mark of a version."""
        return self.work != self.plain or bool(self.brackets)


@functools.lru_cache(maxsize=4096)
def to_version(name: str) -> Version:
    """Split a name without its suffix."""
    if len(name) > MAX_CHARS:
        return Version(name, name, (), None, ())
    plain = name
    brackets: list[int] = []
    while (match := _BRACKETS.search(plain)) and match.start():
        plain, brackets = plain[: match.start()], [int(match[1]), *brackets]
    stamp, attempt = _STAMP.search(plain), None
    work = _STAMP.sub("", plain, count=1)
    if match := _ATTEMPT.search(work):
        attempt, work = int(match[1]), work[: match.start()] + work[match.end() :]
    work = _COPY_OF.sub("", work)
    while match := _COPY.search(work):
        work = work[: match.start()]
    time = tuple(int(part) for part in stamp.group(1, 3, 4, 5, 6, 7) if part) if stamp else ()
    work = plain if work == plain else work.strip("-_. ()")
    return Version(work, plain, tuple(brackets), attempt, time)


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key by which `a2` comes before `a10`."""
    pieces = _PIECES.split(name[:MAX_CHARS])
    return (*((int(piece), "") if i % 2 else (-1, piece) for i, piece in enumerate(pieces)), (-1, name))


def find_newer(old: str, new: str, times: Mapping[str, Time]) -> str:
    """Return why the file named `new` is newer than the one named `old`, or an empty string if nothing says so.

    A browser's number counts first: who downloads a file again wants the new one. Everything else is decided by time,
    since a copy may as well be a backup.

    Args:
        times: when each was saved, if that is known.
    """
    before, after = to_version(old), to_version(new)
    if before.plain == after.plain and after.brackets != before.brackets:
        return "the number in its name says that it is newer" if after.brackets > before.brackets else ""
    saved, again = before.stamp or times.get(old, ()), after.stamp or times.get(new, ())
    return "its time says that it is newer" if saved and again and again > saved else ""


def order_versions(names: Sequence[str], times: Mapping[str, Time]) -> tuple[list[str], str]:
    """Return names in the order of their versions, the latest first, and why that one is the latest.

    Args:
        times: when the latest file of each was saved, if that is known.
    """
    versions = {name: to_version(_ZIP.sub("", name)) for name in names}
    is_one_work = len({version.work.casefold() for version in versions.values()}) == 1
    digits = {_PIECES.sub("#", name) for name in names}

    def number(name: str) -> tuple[int, ...] | None:
        version = versions[name]
        if version.attempt is None and not (is_one_work and not version.stamp):
            return None
        return (version.attempt or 0, *version.brackets)

    def any_number(name: str) -> tuple[int, ...] | None:
        return tuple(map(int, _PIECES.findall(name))) if len(digits) == 1 else None

    rules: tuple[tuple[str, Callable[[str], tuple[int, ...] | None]], ...] = (
        ("its number is the highest", number),
        ("the time in its name is the latest", lambda name: versions[name].stamp or None),
        ("its number is the highest", any_number),
        ("its files were saved last", lambda name: times.get(name) or None),
    )
    for why, rule in rules:
        keys = {name: rule(name) for name in names}
        known = {name: key for name, key in keys.items() if key is not None}
        if len(known) == len(names) and list(known.values()).count(max(known.values())) == 1:
            return sorted(names, key=lambda name: (known[name], natural_key(name)), reverse=True), why
    return sorted(names, key=natural_key, reverse=True), "it is the last by name"


def tell_choice(used: str, others: Sequence[str], why: str, exercise_id: str = "") -> str:
    """Return the note on a choice between versions."""
    shown = [one_line(name, MAX_NAME_CHARS) for name in others[:MAX_OTHERS]]
    more = [f"{len(others) - MAX_OTHERS} more"] if len(others) > MAX_OTHERS else []
    purpose = f" for {exercise_id}" if exercise_id else ""
    return (
        f"{one_line(used, MAX_NAME_CHARS)} {COUNTS}{purpose}, and not {quote_list([*shown, *more])}: {why}. "
        "Hand in only the one that should count."
    )
