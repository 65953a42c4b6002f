"""Removes IPython syntax from the cells of a notebook, which leaves plain Python.

Magics (`%matplotlib inline`), shell commands (`!pip install`), help requests (`softmax?`) and assignments from them
(`x = !ls`) are recognised at the start of a statement, never inside a string or brackets, as in IPython's own
`inputtransformer2`. Each is replaced by `pass` on the same line, which preserves line numbers. Prompts pasted with
the code (`>>> x = 1`) are stripped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

# The body of these cell magics is run without the magic.
_TRANSPARENT = ("capture", "prun", "time", "timeit")
_CELL_MAGIC = re.compile(r"\s*%%(\w++)(?!\?)[^\n]*\n?")
# A line that starts with %, ! or ?, an assignment from % or !, or a line that IPython treats as `%pip`.
_MAGIC = re.compile(
    r"""[ \t]*+(?:
        (?P<kept>(?:[^=#'"\n]|'[^'\n]*'|"[^"\n]*")*+=[ \t]*)(?:%(?=[A-Za-z_])|!(?!=))
      | [%!?]
      | (?:pip|conda|mamba)[ \t]+install\b
    )(?:\\\n|[^\n])*""",
    re.VERBOSE,
)
_TIMED = re.compile(r"([ \t]*+(?:[^=%!?#'\"\n]*=[ \t]*)?)%time[ \t]+(?!-)(?=\S)")
_NO_RUN = "%run is not supported; import the .py file instead, or copy the notebook's cells"
_RUN = re.compile(r"[ \t]*%run\b")
_FIRST_PROMPT = re.compile(r"\s*(?:>>>(?=\s)|In \[\d+\]:)")
_PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.+:?|In \[\d+\]:)(?: |$)", re.MULTILINE)
_FIRST_INDENT = re.compile(r"(?:[ \t]*\n)*([ \t]*)")
_HELP = re.compile(r"\?[ \t]*\n?\Z")
_TOKEN = re.compile(
    r"""
    (?P<text>\"{3}(?:\\.|(?!\"{3}).)*+(?:\"{3}|\Z) | '{3}(?:\\.|(?!'{3}).)*+(?:'{3}|\Z)
      | "(?:\\.|[^"\\\n])*+"? | '(?:\\.|[^'\\\n])*+'? | \#[^\n]*)
  | (?P<open>[(\[{]) | (?P<close>[)\]}]) | (?P<newline>\n) | \\\n | .
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class PlainCell:
    """A cell as plain Python.

    Attributes:
        fault: why the cell, or a part of it, was left out.
        passed_over: whether a line in it was replaced by `pass`.
    """

    source: str
    fault: str = ""
    passed_over: bool = False


def to_plain_cell(source: str) -> PlainCell:
    """Return a cell without magics; the source is empty if the cell starts with a magic such as `%%bash`."""
    at = 0
    while (head := _CELL_MAGIC.match(source, at)) is not None:
        if head[1] not in _TRANSPARENT:
            return PlainCell("", f"%%{head[1]} cells are not run")
        at = head.end()
    plain = _to_plain_lines(_dedent(_without_prompts(source[at:])))
    return replace(plain, source="\n" * source.count("\n", 0, at) + plain.source) if plain.source else plain


def _to_plain_lines(source: str) -> PlainCell:
    lines, fault, passed_over, at = [], "", False, 0
    while at < len(source):
        timed = _TIMED.match(source, at)  # keep the statement that %time runs: x = %time f()
        head, at = ("", at) if timed is None else (timed[1], timed.end())
        magic = _MAGIC.match(source, at)
        end = magic.end() if magic is not None else _end_of_line(source, at)
        line = head + source[at:end]
        if magic is not None or _is_help(line):
            passed_over = True
            fault = fault or (_NO_RUN if _RUN.match(line) else "")
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            line = f"{indent}pass" + "\n" * line.count("\n")
        lines.append(line)
        at = end
    return PlainCell("".join(lines), fault, passed_over)


def _end_of_line(source: str, at: int) -> int:
    """Return the end of the logical line that starts at `at`: brackets and strings may extend it over many lines."""
    depth = 0
    while (token := _TOKEN.match(source, at)) is not None:
        at = token.end()
        depth = max(0, depth + (token.lastgroup == "open") - (token.lastgroup == "close"))
        if token.lastgroup == "newline" and depth == 0:
            break
    return at


def _is_help(line: str) -> bool:
    """Whether a line ends in a question mark outside strings and comments.

    False for several lines: an unclosed bracket must remain a syntax error.
    """
    if _HELP.search(line) is None or "\n" in line.removesuffix("\n"):
        return False
    last = [token for token in _TOKEN.finditer(line) if not token[0].isspace()][-1]
    return last.lastgroup is None


def _without_prompts(source: str) -> str:
    return _PROMPT.sub("", source) if _FIRST_PROMPT.match(source) else source


def _dedent(source: str) -> str:
    """Remove the first line's indentation from every line that has it, as IPython does."""
    first = _FIRST_INDENT.match(source)
    indent = first[1] if first is not None else ""
    return re.sub(f"^{indent}", "", source, flags=re.MULTILINE) if indent else source
