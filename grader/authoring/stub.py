"""Renders the stub that a student starts from: the statement, and functions with docstrings but no bodies."""

from __future__ import annotations

import io
import itertools
import re
import textwrap
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.course.course import PublicExercise
    from grader.exercise.spec import Function

# As in the code formatter that most editors use.
MAX_WIDTH = 88
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
    signature = wrap_signature(_ARRAY.sub("np.ndarray", function.signature.replace("'", "")))
    doc = textwrap.indent(function.doc, "    ", lambda line: bool(line.strip())).lstrip()
    return f'{signature}\n    """{doc}\n    """\n    raise NotImplementedError'


def wrap_signature(signature: str) -> str:
    """Return the line `def name(parameters) -> type:`, or several if it is too long for a narrow editor."""
    line = f"def {signature}:"
    if all(len(part) <= MAX_WIDTH for part in line.splitlines()):
        return line
    starts, end = _find_parameters(line)
    parts = [line[a:b].strip().rstrip(",").rstrip() for a, b in itertools.pairwise([*starts, end])]
    parameters = [part for part in parts if part]
    if not parameters:
        return line
    head, result = line[: starts[0]].rstrip(), line[end:]
    inside = ", ".join(parameters)
    if "\n" not in inside and len(inside) + 4 <= MAX_WIDTH:
        return f"{head}\n    {inside}\n{result}"
    comma = "" if parameters[-1].startswith("**") else ","
    return "\n".join(
        [head, *(f"    {parameter}," for parameter in parameters[:-1]), f"    {parameters[-1]}{comma}", result]
    )


def _find_parameters(line: str) -> tuple[list[int], int]:
    """Return where each parameter of a signature begins, and where the bracket behind the last one is."""
    offsets = [0, *itertools.accumulate(len(part) for part in line.splitlines(keepends=True))]
    depth = 0
    starts: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(f"{line} ...").readline):
        place = offsets[token.start[0] - 1] + token.start[1]
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        if token.type == tokenize.OP and depth == 0 and token.string == ")":
            return starts, place
        if token.type == tokenize.OP and depth == 1 and token.string in ("(", ","):
            starts.append(place + 1)
    raise ValueError(f"no signature: {line}")
