"""Finds the text of a function in a source, without running or parsing it."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.worker.loader import Source

_INSIDE = (" ", "\t", ")", "]", "}")


def find_function_text(source: Source, name: str) -> str:
    """Return the last definition of a function at the top level; an empty text if there is no `def` of that name.

    It ends before the next line that starts in the first column, closing brackets aside.
    """
    head = re.compile(rf"def[ \t]+{re.escape(name)}\b")
    for _, text in reversed(source):
        lines = text.split("\n")
        start = next((i for i in range(len(lines) - 1, -1, -1) if head.match(lines[i])), None)
        if start is not None:
            body = itertools.takewhile(lambda line: not line or line.startswith(_INSIDE), lines[start + 1 :])
            return "\n".join([lines[start], *body]).rstrip()
    return ""
