"""Sanitise text that a student may have written, for printing and storing."""

from __future__ import annotations

import re
import unicodedata

MAX_MESSAGE = 600
MAX_OUTPUT = 2_000

_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{4,}")
_ESCAPES = re.compile(r"\x1b(\][^\x07\x1b]*(\x07|\x1b\\)?|\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")


def printable(text: str, limit: int = MAX_MESSAGE) -> str:
    """Return `text` without control sequences and memory addresses, cut to `limit` characters.

    Newlines stay, and tabs become spaces. Addresses are removed because they differ from run to run.
    """
    cut = text[: 4 * limit]
    cut = _ADDRESS.sub("at 0x…", _ESCAPES.sub("", cut)).expandtabs(4)
    kept = "".join(c if c == "\n" or _is_shown(c) else "�" for c in cut)
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def _is_shown(character: str) -> bool:
    """Whether a character is neither a control character nor a line break in some programs."""
    category = unicodedata.category(character)
    return category[0] != "C" and category not in ("Zl", "Zp")


def one_line(text: str, limit: int = MAX_MESSAGE) -> str:
    """Return `printable(text)` on a single line."""
    return " ".join(printable(text, limit).split())


def quote_list(names: list[str] | tuple[str, ...]) -> str:
    """Return `a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def plural(count: int, noun: str) -> str:
    """Return `1 check` or `3 checks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
