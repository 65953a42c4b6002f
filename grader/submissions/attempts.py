"""Finds attempts among the folders and zips of a submission, and their order.

Learning platforms hand out every attempt of a student: `attempt1/` and `attempt2/`, or two zips with times in their
names. An exercise is graded from the latest attempt that has work on it, so a later one with less in it loses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.submissions.versions import COUNTS, order_versions, tell_choice, to_version
from grader.text import one_line, quote_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from grader.submissions.versions import Time


@dataclass(frozen=True, slots=True)
class Series:
    """Attempts in one folder: `folder` is empty or ends with a slash, `names` has the latest one first."""

    folder: str
    names: tuple[str, ...]
    why: str

    def rank(self, path: str) -> int | None:
        """Return 0 for a file of the latest attempt, 1 for one of the attempt before; None for any other file."""
        if not path.startswith(self.folder):
            return None
        name, slash, _ = path[len(self.folder) :].partition("/")
        return self.names.index(name) if slash and name in self.names else None


def find_attempts(saved: Mapping[str, Time]) -> list[Series]:
    """Find the series of attempts among the paths of a submission.

    These are all zips, and folders whose names differ in the number of an attempt, a time or a browser's number. In
    folders that differ in any other number (`week1`, `week2`) may be other exercises.

    Args:
        saved: the paths, each with the time when it was saved, if that is known.
    """
    return [
        Series(folder, tuple(ordered), why)
        for folder, children in _find_children(saved).items()
        for names in _group(children)
        for ordered, why in [order_versions(names, _find_times(folder, names, saved))]
    ]


def rank_paths(series: Iterable[Series], paths: Iterable[str]) -> dict[str, int]:
    """Return how many later attempts there are than that of a path; paths outside of attempts are left out."""
    ranks = {path: [rank for one in series if (rank := one.rank(path)) is not None] for path in paths}
    return {path: max(found) for path, found in ranks.items() if found}


def tell_attempt(series: Iterable[Series], path: str, exercise_id: str) -> list[str]:
    """Return the notes on the attempts from which the file of an exercise was chosen."""
    notes = []
    for one in series:
        rank = one.rank(path)
        if rank is None:
            continue
        used, later = one.names[rank], one.names[:rank]
        if later:
            notes.append(
                f"{one_line(used, 80)} {COUNTS} for {exercise_id}: there is no work on it in {quote_list(later)}."
            )
        else:
            notes.append(tell_choice(used, one.names[1:], one.why))
    return notes


def _find_children(paths: Iterable[str]) -> dict[str, dict[str, None]]:
    """Return the folders and zips that contain sources, by the folder that they are in."""
    children: dict[str, dict[str, None]] = defaultdict(dict)
    for path in paths:
        *folders, _ = path.split("/")
        for depth, name in enumerate(folders):
            children["".join(f"{folder}/" for folder in folders[:depth])][name] = None
    return children


def _group(children: Iterable[str]) -> Iterator[list[str]]:
    by_work: dict[str, list[str]] = defaultdict(list)
    for name in children:
        by_work["/" if _is_zip(name) else to_version(name).work.casefold()].append(name)
    yield from (names for names in by_work.values() if len(names) > 1 and any(map(_is_attempt, names)))


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _is_attempt(name: str) -> bool:
    version = to_version(name)
    return _is_zip(name) or version.attempt is not None or bool(version.stamp or version.brackets)


def _find_times(folder: str, names: Iterable[str], saved: Mapping[str, Time]) -> dict[str, Time]:
    return {
        name: max((time for path, time in saved.items() if path.startswith(f"{folder}{name}/")), default=())
        for name in names
    }
