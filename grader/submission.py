"""Reads what a student handed in.

A submission is a folder of `.py` files at any depth. The file named after an exercise defines its
functions, the one nearest to the top if there are several; every file can be imported by the others.
"""

from __future__ import annotations

import hashlib
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError
from grader.text import one_line

MAX_FILES = 200
MAX_FILE_BYTES = 1_000_000
MAX_TOTAL_BYTES = 8_000_000
MAX_NOTES = 50


@dataclass(frozen=True, slots=True)
class Submission:
    """The sources of one submission by path, with what was odd about them."""

    id: str
    files: dict[str, str]
    sha256: str
    notes: tuple[str, ...]

    def find_files(self, exercise_id: str) -> list[str]:
        """Return the paths of the files that are named after an exercise, the one to use first."""
        return [path for path in self.files if Path(path).stem == exercise_id]


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
    total_bytes = 0
    for source in _find_sources(root):
        try:
            text, size = _read(source, len(files), total_bytes)
        except ValueError as reason:
            name_shown = one_line(source.relative_to(root).as_posix(), 120)
            notes.append(f"{name_shown} was left out: {one_line(str(reason), 200)}.")
            continue
        files[source.relative_to(root).as_posix()] = text
        total_bytes += size
    if not files:
        raise SubmissionError(f"{root} has no .py file that can be read. {' '.join(notes)}".strip())
    return Submission(name, files, _hash(files), tuple(notes[:MAX_NOTES]))


def _find_sources(root: Path) -> list[Path]:
    """Return the `.py` files below `root`, nearest to the top first, without hidden files and caches."""
    found = (
        path
        for path in root.rglob("*.py")
        if not path.name.startswith(".")
        and not any(part.startswith((".", "__")) for part in path.relative_to(root).parts[:-1])
    )
    return sorted(found, key=lambda path: (len(path.parts), path.relative_to(root).as_posix()))


def _read(source: Path, count: int, total_bytes: int) -> tuple[str, int]:
    """Return the text of a source file as Python would read it, and its size in bytes.

    Raises:
        ValueError: the file is left out, and why.
    """
    if source.is_symlink() or not source.is_file():
        raise ValueError("it is not a regular file")
    if not source.as_posix().isprintable():
        raise ValueError("its name cannot be printed")
    if count >= MAX_FILES:
        raise ValueError(f"there are more than {MAX_FILES} files")
    size = source.stat().st_size
    if size > MAX_FILE_BYTES:
        raise ValueError(f"it has {size} bytes, and at most {MAX_FILE_BYTES} are read")
    if total_bytes + size > MAX_TOTAL_BYTES:
        raise ValueError(f"the files before it already have {total_bytes} bytes")
    try:
        data = source.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding).replace("\r\n", "\n"), size
    except (SyntaxError, LookupError, UnicodeDecodeError):
        raise ValueError("it is not text in the encoding that it declares, or UTF-8") from None
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror}") from None


def _hash(files: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for path, source in files.items():
        for text in (path, source):
            data = text.encode("utf-8", "surrogateescape")
            digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()
