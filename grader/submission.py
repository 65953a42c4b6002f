"""Reads what a student handed in.

A submission is a folder of `.py` files at any depth. The file named after an exercise defines its
functions; every file can be imported by the others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError
from grader.text import one_line

MAX_FILES = 200
MAX_FILE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Submission:
    """The sources of one submission by path, with what was odd about them."""

    id: str
    files: dict[str, str]
    sha256: str
    notes: tuple[str, ...]

    def find_file(self, exercise_id: str) -> str | None:
        """Return the path of the file that is named after an exercise: the first in order, if there are two."""
        return next((path for path in self.files if Path(path).stem == exercise_id), None)


def load_submission(path: str | Path) -> Submission:
    """Read the submission in the folder `path`.

    Raises:
        SubmissionError: there is no such folder, or no `.py` file in it that can be read.
    """
    root = Path(path)
    name = one_line(root.resolve().name, 120)
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "does not exist"
        raise SubmissionError(f"{root} {what}: a submission is a folder with .py files in it.")
    files: dict[str, str] = {}
    notes: list[str] = []
    for source in _find_sources(root):
        relative = source.relative_to(root).as_posix()
        reason = _reason_to_skip(source, len(files))
        if reason:
            notes.append(f"{one_line(relative, 120)} was left out: {reason}.")
        else:
            files[relative] = source.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    if not files:
        raise SubmissionError(f"{root} has no .py file that can be read. {' '.join(notes)}".strip())
    return Submission(name, files, _hash(files), tuple(notes))


def _find_sources(root: Path) -> list[Path]:
    """Return the `.py` files below `root` in order, without hidden folders and caches."""
    found = (
        path
        for path in root.rglob("*.py")
        if not any(part.startswith((".", "__")) for part in path.relative_to(root).parts[:-1])
    )
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _reason_to_skip(source: Path, count: int) -> str:
    if source.is_symlink() or not source.is_file():
        return "it is not a regular file"
    if count >= MAX_FILES:
        return f"there are more than {MAX_FILES} files"
    size = source.stat().st_size
    if size > MAX_FILE_BYTES:
        return f"it has {size} bytes, and at most {MAX_FILE_BYTES} are read"
    try:
        source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return f"it is not UTF-8 text (byte {error.start})"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    return ""


def _hash(files: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for path, source in files.items():
        for text in (path, source):
            data = text.encode("utf-8", "surrogateescape")
            digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()
