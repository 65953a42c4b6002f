"""Renders the stub that a student starts from: the statement, and functions with docstrings but no bodies."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.course.course import PublicExercise
    from grader.exercise.spec import Function

_ARRAY = re.compile(r"\bArray\b")


def render_stub(exercise: PublicExercise) -> str:
    """Return the source of the file `<exercise id>.py` as students receive it, from public parts only."""
    statement = exercise.statement.strip()
    functions = "\n\n\n".join(render_function(function) for function in exercise.functions)
    imports = ["import numpy as np"]
    if needs_callable(exercise):
        imports.insert(0, "from collections.abc import Callable\n")
    return f'r"""{statement}\n"""\n\n' + "\n".join(imports) + f"\n\n\n{functions}\n"


def needs_callable(exercise: PublicExercise) -> bool:
    """Whether a signature uses `Callable`."""
    return any("Callable" in function.signature for function in exercise.functions)


def render_function(function: Function) -> str:
    """Return a function with its signature and docstring that raises NotImplementedError."""
    signature = _ARRAY.sub("np.ndarray", function.signature.replace("'", ""))
    doc = textwrap.indent(function.doc, "    ", lambda line: bool(line.strip())).lstrip()
    return f'def {signature}:\n    """{doc}\n    """\n    raise NotImplementedError'
