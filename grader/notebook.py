"""Reads the code of a Jupyter notebook, of any version that nbformat knows."""

from __future__ import annotations

import importlib
import warnings
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError
from grader.magics import to_plain_cell
from grader.text import one_line

if TYPE_CHECKING:
    from grader.worker.loader import Source

MAX_CODE_CHARS = 1_000_000
MAX_CELLS = 4_000
# Each becomes a Python object of a hundred bytes or more, unlike what pictures are made of.
MAX_OBJECTS = 200_000
MAX_LISTS = 1_000_000


def to_source(path: str, data: bytes) -> tuple[Source, list[str]]:
    """Return the code cells of a notebook in order, each labelled `path, cell N`, and notes on what is missing.

    Cells are numbered as a fresh kernel that runs all would number them: code cells with something in them.

    Raises:
        ValueError: it is no notebook, and why.
        GraderError: nbformat is not installed.
    """
    chunks, notes = [], []
    if data.count(b"{") > MAX_OBJECTS or data.count(b"[") > MAX_LISTS:
        raise ValueError(f"it has more than {MAX_OBJECTS} parts; clear its outputs and save it again")
    cells = [cell for cell in _read_cells(data) if cell.strip()]
    if len(cells) > MAX_CELLS:
        raise ValueError(f"it has more than the {MAX_CELLS} cells that are read")
    if sum(map(len, cells)) > MAX_CODE_CHARS:
        raise ValueError(f"its code has more than the {MAX_CODE_CHARS} characters that are read")
    for number, cell in enumerate(cells, 1):
        label = f"{path}, cell {number}"
        plain = to_plain_cell(cell)
        if plain.fault:
            notes.append(f"{label}: {one_line(plain.fault, 120)}." if plain.source else _left_out(label, plain.fault))
        if plain.source:
            chunks.append((label, plain.source))
    return tuple(chunks), notes


def _left_out(label: str, fault: str) -> str:
    return f"{label} was left out: {one_line(fault, 120)}."


def _read_cells(data: bytes) -> list[str]:
    try:
        nbformat = importlib.import_module("nbformat")
    except ImportError:
        raise GraderError(
            "Notebooks are read with nbformat, which is not installed. Run: pip install 'grader[instructor]'"
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without ids and the like: nothing that a student could mend
            return _read_with(nbformat, data.decode("utf-8-sig"))
    except nbformat.reader.NotJSONError:
        raise ValueError("it is not valid JSON") from None
    except Exception:  # noqa: BLE001 - JSON of any shape may be in it, and nbformat trusts it
        raise ValueError("it is not a notebook with a list of cells") from None


def _read_with(nbformat: Any, text: str) -> list[str]:
    """Return the code cells.

    This is `nbformat.reads` without validation, since a notebook that is slightly wrong runs all the same.
    """
    raw = nbformat.reader.parse_json(text)
    raw.setdefault("metadata", {})
    for cell in raw.get("cells", ()):
        cell |= {"metadata": {}, "outputs": [], "attachments": {}}
    major, minor = nbformat.reader.get_version(raw)
    notebook = nbformat.convert(nbformat.versions[major].to_notebook_json(raw, minor=minor), 4)
    return [_clean(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _clean(source: str) -> str:
    """Return a cell with Unix line endings; half a character, which JSON can hold, becomes a question mark."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8")
