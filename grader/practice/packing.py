"""Packs a student's work into the zip to hand in: the files that the grader reads, without the course's checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.errors import ResultError
from grader.submissions.files import read_files
from grader.submissions.zips import to_zip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from grader.practice.practice import PracticeResult

SUBMISSION = "submission.zip"


@dataclass(frozen=True, slots=True)
class Packed:
    """A packed zip: its files with their sizes in bytes, and notes on files left out."""

    path: Path
    files: dict[str, int]
    notes: tuple[str, ...]


def pack(root: Path, out: Path) -> Packed:
    """Write the zip of all sources below `root`.

    Raises:
        SubmissionError: `root` cannot be read.
        ResultError: there is nothing to pack, or `out` cannot be written.
    """
    files, notes = read_files(root)
    if not files:
        raise ResultError(f"Nothing to hand in: {root} contains no .py file and no notebook. Write an exercise first.")
    try:
        out.write_bytes(to_zip(files, ""))
    except OSError as error:
        raise ResultError(f"Cannot write {out}: {error.strerror}. Choose another place with --out.") from None
    told = tuple(note for note in notes if not note.startswith(f"{out.name} "))  # the zip of an earlier run
    return Packed(out, {name: len(data) for name, data in files.items()}, told)


def find_missing(outcomes: Sequence[PracticeResult]) -> list[str]:
    """Return the ids of the exercises that are begun or not attempted."""
    return [outcome.exercise.id for outcome in outcomes if outcome.state in ("begun", "not attempted")]
