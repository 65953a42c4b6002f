"""Finds what a student's functions need from top-level statements that will fail when they are graded."""

from __future__ import annotations

import ast
import warnings
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

from grader.text import quote_list
from grader.worker.absences import find_absence
from grader.worker.statements import find_bound_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.worker.loader import Source
    from grader.worker.statements import Place


class TopLevelUses:
    """Records the top-level statements that use a file, or something else that graded code does not have."""

    def __init__(self) -> None:
        self._running: Place | None = None
        self._found: dict[Place, str] = {}

    def tell(self, _kind: str, place: Place) -> None:
        """Take note of the statement that runs."""
        self._running = place

    def note(self, error: Exception) -> None:
        """Take note of what a worker would raise now."""
        absence = find_absence(error)
        if absence and self._running is not None:
            self._found.setdefault(self._running, absence)

    def explain(self, source: Source, module: ModuleType) -> Iterator[str]:
        """Yield a note for each of these statements that defines what a function of the module needs."""
        needed = _find_needed(module) if self._found else set()
        for label, text in source:
            if not any(place[0] == label for place in self._found):
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # e.g. an invalid escape, "\\m"
                statements = ast.parse(text).body
            for statement in statements:
                absence = self._found.get((label, statement.lineno, statement.col_offset))
                missing = sorted(find_bound_names(statement) & needed) if absence else []
                if missing:
                    yield (
                        f"{label}, line {statement.lineno} uses {absence}, which is not there when graded: then "
                        f"{quote_list(missing)} will be missing in your functions. Write its values into the code."
                    )


def _find_needed(module: ModuleType) -> set[str]:
    """Return the global names in the functions of a module."""
    functions = [value for value in vars(module).values() if isinstance(value, FunctionType)]
    left = [function.__code__ for function in functions if function.__globals__ is vars(module)]
    names: set[str] = set()
    while left:
        code = left.pop()
        names.update(code.co_names)
        left += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return names
