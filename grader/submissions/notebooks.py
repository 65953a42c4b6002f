"""Reads the code of Jupyter notebooks in any format that nbformat supports.

The current format is parsed as JSON, which needs no further package. Older formats are converted by nbformat.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError
from grader.submissions.magics import to_plain_cell
from grader.submissions.source_file import CONFLICT, RESOLVE, has_conflict
from grader.text import one_line, quote_list
from grader.version import DISTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.worker.loader import Source

MAX_CODE_CHARS = 1_000_000
MAX_CELLS = 4_000
# Each becomes a Python object of a hundred bytes or more; the base64 text of a picture does not.
MAX_OBJECTS = 200_000
MAX_LISTS = 1_000_000
# nbformat takes a tenth of a millisecond for each.
MAX_OLD_OBJECTS = 50_000
CURRENT = 4
MAX_QUOTED = 10
_DEFINITION = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(", re.MULTILINE)
SKIP_TAG = "grader-skip"
# Before it may stand only comments, magics and blank lines.
_SKIP_MARK = re.compile(r"(?:[ \t]*(?:[#%!][^\n]*)?\n)*?[ \t]*#[ \t]*grader:[ \t]*skip[ \t]*(?:\n|\Z)", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`\n]*)$")
_TAG = re.compile(r"<(?=(/?)(?:pre|code)\b)", re.IGNORECASE)
# A list, a heading, or the start of a sentence; a heading of one # may be a comment.
_PROSE = re.compile(r"[-*+>] |#{2,6} |\*\*|[^\W\d_a-z][\w',-]* [^\s=()]+ [^\s=()]+ .*")
_ENDS = (".", ":", "?", "!")
MAX_PARSED_CHARS = 20_000
_NO_NOTEBOOK = "it is not a notebook with a list of cells; save it again in Jupyter"


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell or a text cell; `is_marked` if its tags say that it need not run."""

    is_code: bool
    source: str
    is_marked: bool = False

    @property
    def is_skipped(self) -> bool:
        """Whether it is not run, by its tag or its first comments."""
        return self.is_marked or _SKIP_MARK.match(self.source) is not None


def to_notebook_source(path: str, data: bytes) -> tuple[Source, list[str]]:
    """Return the code cells of a notebook in order, each labelled `path, cell N`, and notes on skipped code.

    Cells are numbered as by a fresh kernel that runs all of them: only code cells that are not empty count.

    Raises:
        ValueError: it is not a notebook or too large; the text is the reason.
        GraderError: its format is old, and nbformat is not installed.
    """
    chunks, notes, passed_over = [], [], []
    skipped: dict[str, list[str]] = {}  # names that a cell defines, by its number
    if data.count(b"{") > MAX_OBJECTS or data.count(b"[") > MAX_LISTS:
        raise ValueError(f"it has more than {MAX_OBJECTS} parts; clear its outputs and save it again")
    all_cells = _read_cells(data)
    cells = [cell for cell in all_cells if cell.is_code and cell.source.strip()]
    if len(cells) > MAX_CELLS:
        raise ValueError(f"it has more than {MAX_CELLS} code cells; hand in fewer cells")
    if sum(len(cell.source) for cell in cells) > MAX_CODE_CHARS:
        raise ValueError(f"its code has more than {MAX_CODE_CHARS} characters; remove data from the cells")
    for number, cell in enumerate(cells, 1):
        label = f"{path}, cell {number}"
        if cell.is_skipped:
            skipped[str(number)] = _DEFINITION.findall(cell.source)
            continue
        plain = to_plain_cell(cell.source)
        if plain.fault:
            notes.append(f"{label}: {one_line(plain.fault, 120)}." if plain.source else _left_out(label, plain.fault))
        if plain.source:
            chunks.append((label, plain.source))
        if plain.passed_over and not plain.fault:
            passed_over.append(str(number))
    if passed_over:
        notes.append(f"{path}: magics, shell commands and help requests were skipped in {_quote_cells(passed_over)}.")
    return tuple(chunks), [*notes, *_tell_skipped(path, skipped), *_find_text_code(path, all_cells)]


def _left_out(label: str, fault: str) -> str:
    return f"{label} was left out: {one_line(fault, 120)}."


def _tell_skipped(path: str, skipped: dict[str, list[str]]) -> Iterator[str]:
    if not skipped:
        return
    names = list(dict.fromkeys(name for found in skipped.values() for name in found))[:MAX_QUOTED]
    verb, owner = ("was", "it defines") if len(skipped) == 1 else ("were", "they define")
    lost = f"; {owner} {quote_list(names)}" if names else ""
    yield f"{path}: {_quote_cells(list(skipped))} {verb} not run, as marked{lost}."


def _quote_cells(numbers: list[str]) -> str:
    more = len(numbers) - MAX_QUOTED
    shown = [*numbers[:MAX_QUOTED], f"{more} more"] if more > 1 else numbers
    return f"cell {numbers[0]}" if len(numbers) == 1 else f"cells {quote_list(shown)}"


def _find_text_code(path: str, cells: list[Cell]) -> Iterator[str]:
    """Find functions that are defined in text cells only: code cells that were converted by mistake."""
    # Dicts keep the order and are searched in constant time: there may be a million names of each kind.
    names = {
        is_code: dict.fromkeys(
            name
            for cell in cells
            if cell.is_code == is_code
            for name in _DEFINITION.findall(cell.source if is_code else _drop_quotes(cell.source))
        )
        for is_code in (True, False)
    }
    lost = [name for name in names[False] if name not in names[True]][:MAX_QUOTED]
    if lost:
        one = f"{lost[0]} is in a text cell, which is not run; turn it into a code cell"
        several = f"{quote_list(lost)} are in text cells, which are not run; turn them into code cells"
        yield f"{path}: {one if len(lost) == 1 else several}."


def _drop_quotes(text: str) -> str:
    """Return a text cell without code that it quotes; empty if it has sentences, as a converted code cell has not."""
    kept: list[str] = []
    fence, is_tagged = "", False
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:  # a fence that is not closed goes on to the end
            fence = "" if mark and mark[1].startswith(fence) and not mark[2].strip() else fence
        elif mark:
            fence = mark[1]
        elif is_tagged or _TAG.search(line):
            tags = [tag[1] for tag in _TAG.finditer(line)]
            is_tagged = tags[-1] != "/" if tags else is_tagged
        else:
            kept.append(line)
    is_prose = any(_PROSE.match(line) and (line[:1] in "-*+>#" or line.rstrip().endswith(_ENDS)) for line in kept)
    rest = "\n".join(kept)
    return "" if is_prose or _is_skeleton(rest) else rest


def _is_skeleton(text: str) -> bool:
    """Whether all functions of a text are empty, as in the statement of an exercise."""
    if len(text) > MAX_PARSED_CHARS:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # e.g. an invalid escape, "\m"
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    functions = [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return bool(functions) and all(_is_empty(statement) for f in functions for statement in f.body)


def _is_empty(statement: ast.stmt) -> bool:
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text or isinstance(statement, ast.Pass | ast.Raise)


def _read_cells(data: bytes) -> list[Cell]:
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError:
        if has_conflict(data.decode("utf-8-sig")):
            raise ValueError(f"{CONFLICT}; {RESOLVE}") from None
        raise ValueError("it is not valid JSON; save it again in Jupyter") from None
    except (UnicodeDecodeError, RecursionError):
        raise ValueError(_NO_NOTEBOOK) from None
    except ValueError:  # int() refuses more than 4300 digits, with a message that does not mention notebooks
        raise ValueError("it contains a number with thousands of digits; clear its outputs and save it again") from None
    is_current = isinstance(raw, dict) and raw.get("nbformat") == CURRENT
    if not is_current and data.count(b"{") > MAX_OLD_OBJECTS:
        raise ValueError(f"it is in an old format and has more than {MAX_OLD_OBJECTS} parts; save it again in Jupyter")
    try:
        if is_current:
            return [_to_cell(cell) for cell in raw["cells"] if _is_students(cell)]
        return _read_old(data)
    except GraderError:
        raise
    except Exception:  # noqa: BLE001 - the JSON may have any shape, and nbformat does not validate it
        raise ValueError(_NO_NOTEBOOK) from None


def _is_students(cell: dict[str, Any]) -> bool:
    """Whether a cell is code, or text other than the exercise's statement."""
    return cell["cell_type"] == "code" or "'role': 'statement'" not in str(cell.get("metadata"))


def _to_cell(cell: dict[str, Any]) -> Cell:
    if cell["cell_type"] == "code":
        return Cell(True, _clean(_join(cell["source"])), _has_tag(cell))
    try:
        return Cell(False, _clean(_join(cell["source"])))
    except (KeyError, TypeError):  # a damaged text cell must not cost the notebook
        return Cell(False, "")


def _has_tag(cell: dict[str, Any]) -> bool:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return isinstance(tags, list) and SKIP_TAG in tags


def _join(source: Any) -> str:
    text = "".join(source) if isinstance(source, list) else source
    if not isinstance(text, str):
        raise TypeError("a cell's source must be text")
    return text


def _read_old(data: bytes) -> list[Cell]:
    """Return the cells of a notebook in a format older than 4, of 2015.

    This is `nbformat.reads` without validation, since a slightly invalid notebook still runs.
    """
    try:
        nbformat = importlib.import_module("nbformat")
    except ImportError:
        raise GraderError(
            "Reading old notebooks needs nbformat, which is not installed. Run: "
            f"pip install '{DISTRIBUTION}[instructor]'"
        ) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # e.g. cells without ids, which students cannot fix
        raw = nbformat.reader.parse_json(data.decode("utf-8-sig"))
        raw.setdefault("metadata", {})
        for cell in raw.get("cells", ()):
            cell |= {"metadata": {}, "outputs": [], "attachments": {}}
        major, minor = nbformat.reader.get_version(raw)
        notebook = nbformat.convert(nbformat.versions[major].to_notebook_json(raw, minor=minor), CURRENT)
    return [_to_cell(cell) for cell in notebook["cells"]]


def _clean(source: str) -> str:
    """Return a cell's source with Unix line endings; lone surrogates, which JSON can hold, become question marks."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8")
