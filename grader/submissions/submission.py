"""Reads a submission: a folder of `.py` files and notebooks at any depth, one such file, or a zip of these.

The file named after an exercise defines its functions: a `.py` file before a notebook, then the one nearest to the
top; without one, the file that defines most of them. Every `.py` file can be imported by the others.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tokenize
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import SubmissionError
from grader.submissions import files
from grader.submissions.source_file import CONFLICT, MAX_BYTES, RESOLVE, has_conflict, to_name
from grader.text import one_line, quote_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grader.submissions.versions import Time
    from grader.worker.loader import Source

# All sources are sent to every worker in one frame.
MAX_SOURCE_BYTES = 8_000_000
MAX_CHUNKS = 4_000
# An id is also the file name of a report; most systems allow 255 bytes, suffix included.
MAX_ID_BYTES = 200
HASH_CHARS = 8
MAX_NOTES = 50
MAX_NOTES_TOLD = 5
# Other decoders take quadratic time (punycode) or are not for text.
_ENCODINGS = re.compile(
    r"utf-8(-sig)?|ascii|iso-?8859-?\d+|latin-?1|cp\d+|windows-\d+|koi8-[ru]|mac-?roman|euc-(jp|kr)|gbk?|gb2312|gb18030|big5|shift[-_]jis"
)
# Characters that Python takes for printable, and that leave no trace or a blank: joiners, fillers, variation selectors.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class Submission:
    """The sources of one submission by path, with notes on files that were left out or changed.

    Attributes:
        saved: when each file was saved, if that is known.
        zips: paths of zips that were left out.
    """

    id: str
    files: dict[str, Source]
    sha256: str
    notes: tuple[str, ...]
    saved: Mapping[str, Time] = field(default_factory=dict)
    zips: tuple[str, ...] = ()


def load_submission(
    path: str | Path, *, follows_link: bool = True, tell: Callable[[str], None] = lambda _: None
) -> Submission:
    """Read the submission at `path`: a folder, a `.py` or `.ipynb` file, or a `.zip` of any of these.

    Which of its files defines an exercise's functions is decided by `grader.submissions.main_file`: the file named
    after the exercise (`.py` before `.ipynb`, then nearest to the top); without one, the file with most top-level
    definitions of the exercise's functions (then nearest to the top).

    Args:
        follows_link: whether `path` itself may be a symbolic link, as one that an instructor typed may be; in a class
            folder, a link would hand in somebody else's work.
        tell: is told which file is being read, before it is.

    Raises:
        SubmissionError: there is nothing at `path`, or no readable file in it.
        GraderError: there is a notebook in an old format, and nbformat is not installed.
    """
    root = Path(path)
    tell(f"reading {find_id(root)}")
    contents = files.read_contents(root, follows_link=follows_link)
    notes = contents.notes
    sources: dict[str, Source] = {}
    total_bytes = chunks = 0
    for name, data in contents.files.items():
        tell(f"reading {one_line(name, 120)}")
        try:
            source, remarks = to_source(name, data)
            total_bytes, chunks = _check_total(source, total_bytes, chunks)
        except ValueError as reason:
            notes.append(f"{one_line(name, 120)} was left out: {one_line(str(reason), 200)}.")
            continue
        sources[name] = source
        notes += remarks
    notes += contents.asides
    if not sources:
        why = " ".join([_list_others(contents.others), *notes[:MAX_NOTES_TOLD]])
        raise SubmissionError(f"{to_name(root)} has no .py or .ipynb file that can be read.{why}".strip())
    told = tuple(notes[:MAX_NOTES])
    return Submission(find_id(root), sources, _hash(sources), told, contents.saved, tuple(contents.zips))


def _list_others(others: list[str]) -> str:
    return f" It holds {quote_list([one_line(path, 80) for path in others])}." if others else ""


def find_id(path: Path, *, with_suffix: bool = False) -> str:
    """Return the id of a submission: the name of its folder, or of its file without `.py`, `.ipynb` or `.zip`.

    With `with_suffix`, a file's name is kept whole, to tell `ada.zip` from `ada.ipynb`. Where a name cannot be shown
    as it is, a part of its hash follows, so that two names never look the same.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() follows links, and fails on a circle of them
    is_file = os.path.isfile(path) and path.suffix.lower() in (*MAX_BYTES, ".zip")  # noqa: PTH113 - Path.is_file raises without permission on the folder
    name = path.stem if is_file and not with_suffix else path.name
    visible = "".join(f"(U+{ord(c):04X})" if _is_invisible(c) else c for c in name)
    shown = one_line(visible, 120).encode()[:MAX_ID_BYTES].decode(errors="ignore")  # an id is also a file name
    if shown == name:
        return name
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:HASH_CHARS]
    return f"{shown or '(blank)'}-{digest}"


def _is_invisible(character: str) -> bool:
    return bool(_INVISIBLE.match(character)) or (not character.isprintable() and character != " ")


def to_source(path: str, data: bytes) -> tuple[Source, list[str]]:
    """Return a file as a sequence of chunks to run in order, with notes on skipped code.

    Raises:
        ValueError: the file cannot be used; the text is the reason.
    """
    if path.lower().endswith(".ipynb"):
        from grader.submissions.notebooks import to_notebook_source

        source, notes = to_notebook_source(path, data)
    else:
        source, notes = ((path, _decode(data)),), []
    return source, [*notes, *(f"{label}: {CONFLICT}; {RESOLVE}." for label, text in source if has_conflict(text))]


def _decode(data: bytes) -> str:
    """Return the text of a source file, decoded as Python would decode it.

    Raises:
        ValueError: it cannot be decoded.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if not _ENCODINGS.fullmatch(encoding.lower().replace("_", "-")):
            raise LookupError
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except (SyntaxError, LookupError, UnicodeDecodeError):
        raise ValueError("it is not text in its declared encoding (UTF-8 by default); save it as UTF-8") from None


def _check_total(source: Source, total_bytes: int, chunks: int) -> tuple[int, int]:
    """Add a source to the total bytes and chunks, and return both.

    Raises:
        ValueError: a total exceeds its limit.
    """
    total_bytes += sum(len(text.encode("utf-8", "replace")) for _, text in source)
    chunks += len(source)
    if total_bytes > MAX_SOURCE_BYTES or chunks > MAX_CHUNKS:
        raise ValueError(
            f"with it there are more than {MAX_SOURCE_BYTES} bytes of code or {MAX_CHUNKS} cells; "
            "hand in only your own files"
        )
    return total_bytes, chunks


def _hash(sources: dict[str, Source]) -> str:
    digest = hashlib.sha256()
    for text in (part for source in sources.values() for chunk in source for part in chunk):
        data = text.encode("utf-8", "surrogateescape")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()
