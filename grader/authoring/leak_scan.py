"""Scans the files that students will see for private text.

It looks for imports of private modules, statements of the reference and of what mistakes make of it, and functions and
sentences of hidden checks and mistakes. Code is compared after parsing, so layout and function names make no
difference.
"""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

from grader.course.edits import apply_places
from grader.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from grader.course.course import Course, Exercise
    from grader.course.mistakes import Mistakes

PRIVATE_MODULES = ("hidden_checks", "mistakes", "reference")
SHORTEST_TELLING_STATEMENT = 20
SHORTEST_TELLING_SENTENCE = 25
SHORTEST_TELLING_SEED = 6
_REMARKS = ("source",)
_PUBLIC = ("spec.py", "public_checks.py")
_CELL_KEYS = {"grader", "nbgrader"}
_NOTEBOOK_KEYS = {"grader", "kernelspec", "language_info"}


def find_leaks(course: Course, files: Mapping[str, str]) -> Iterator[str]:
    """Yield a message for each piece of private text in files that students will see, with its source.

    Raises:
        CourseError: a file is of a type that cannot be scanned.
    """
    secrets = [secret for exercise in course.exercises for secret in _secrets(exercise)]
    seed = (course.root / "reference" / "seed.txt").read_text().strip()
    if len(seed) >= SHORTEST_TELLING_SEED:
        secrets.append(("the course's seed", seed))
    for name, text in files.items():
        code, prose = _parts(name, text)
        for module in (module for source in code for module in _imported_modules(source)):
            if not module.startswith("grader.") and set(module.split(".")) & set(PRIVATE_MODULES):
                yield f"{name} imports {module}."
        seen = _packed("\n".join([*prose, *code, *map(_normalised, code)]))
        for where, secret in secrets:
            if _packed(secret) in seen:
                yield f"{name} contains a part of {where}: {secret[:60]!r}."
        if name.endswith(".ipynb"):
            yield from (f"{name}: {stray}." for stray in _find_strays(json.loads(text)))


def _parts(name: str, text: str) -> tuple[list[str], list[str]]:
    """Return the code and the other text of a file."""
    if name.endswith(".py"):
        return [text], []
    if name.endswith(".ipynb"):
        cells = json.loads(text)["cells"]
        sources = {
            kind: ["".join(c["source"]) for c in cells if (c["cell_type"] == "code") == kind] for kind in (True, False)
        }
        return sources[True], [*sources[False], text]
    if name.endswith((".md", ".toml", ".txt", ".yml", ".gitignore")):
        return [], [text]
    raise CourseError(f"{name} cannot be scanned for private text: its type is unknown.")


def _find_strays(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield outputs and metadata that the release does not write, so left by someone who ran the notebook."""
    for cell in notebook["cells"]:
        if cell.get("outputs") or cell.get("execution_count") is not None or cell.get("attachments"):
            yield f"cell {cell['id']} has outputs"
        if not set(cell["metadata"]) <= _CELL_KEYS:
            yield f"cell {cell['id']} has unexpected metadata"
    if not set(notebook["metadata"]) <= _NOTEBOOK_KEYS:
        yield "it has unexpected metadata"


def _secrets(exercise: Exercise) -> Iterator[tuple[str, str]]:
    right = dict.fromkeys(_find_statements(_parse(exercise.reference_path)))
    yield from ((f"the reference of {exercise.id}", statement) for statement in right)
    shared = {text for name in _PUBLIC for text in _arguments(_parse(exercise.sources[name]))}
    for name in ("hidden_checks.py", "mistakes.py"):
        path = exercise.sources.get(name)
        if path is not None:
            yield from ((f"{exercise.id}/{name}", secret) for secret in _telling(_parse(path)) if secret not in shared)
    edited = (secret for secret in _find_edited(exercise.mistakes) if secret not in right and secret not in shared)
    yield from ((f"{exercise.id}/mistakes.toml", secret) for secret in edited)


def _find_statements(tree: ast.Module) -> Iterator[str]:
    """Yield the statements of functions that are long enough to tell something."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                text = ast.unparse(statement)
                if not isinstance(statement, ast.Expr) and len(text) >= SHORTEST_TELLING_STATEMENT:
                    yield text


def _find_edited(mistakes: Mistakes) -> Iterator[str]:
    """Yield the sentences and hints of the mistakes that are edits, and the statements of the edited reference."""
    for mistake in mistakes.known:
        if mistake.body is None:
            yield from (text for text in (mistake.says, mistake.hint) if len(text) >= SHORTEST_TELLING_SENTENCE)
        for places in mistake.variants:
            yield from _find_statements(ast.parse(apply_places(mistakes.reference, places)))


def _telling(tree: ast.Module) -> Iterator[str]:
    """Yield the functions of a private file and its texts: titles, hints, names of mistakes.

    A module's docstring is no secret, nor is the source of a mistake.
    """
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    nodes = [node for statement in body for node in ast.walk(statement)]
    remarks = [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg in _REMARKS]
    for node in (node for node in nodes if node not in remarks):
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
            told = 0 if ast.get_docstring(node) is None else 1
            steps = "\n".join(ast.unparse(statement) for statement in node.body[told:])
            # The body alone, since a copy may have another name; a one-line body may occur in public checks too.
            yield steps if "\n" in steps else ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            for line in map(str.strip, node.value.splitlines()):
                if " " in line and len(line) >= SHORTEST_TELLING_SENTENCE:
                    yield line


def _arguments(tree: ast.Module) -> Iterator[str]:
    """Yield the texts that a public file passes to functions, which are no secret in a private file either."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            values = (*call.args, *(keyword.value for keyword in call.keywords))
            yield from (node.value for node in values if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _packed(text: str) -> str:
    """Return a text without whitespace and with one kind of quotes, so layout makes no difference."""
    return "".join(text.split()).replace('"', "'")


def _normalised(source: str) -> str:
    return ast.unparse(ast.parse(source))


def _imported_modules(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}".lstrip(".") for alias in node.names)
