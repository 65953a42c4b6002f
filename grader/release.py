"""Writes what students receive: per exercise a stub and its public checks, made of public files only."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from grader.errors import CourseError
from grader.stub import render_stub

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from grader.course import Course, Exercise

PRIVATE_MODULES = ("hidden_checks", "misconceptions", "reference")
SHORTEST_TELLING_STATEMENT = 20


def to_template(course: Course) -> dict[str, str]:
    """Return the files of the student template by path.

    Raises:
        CourseError: something private would be in them, or something unfinished.
    """
    files: dict[str, str] = {}
    for exercise in course.exercises:
        files[f"{exercise.assignment}/{exercise.id}.py"] = render_stub(exercise)
        checks = (exercise.folder / "public_checks.py").read_text(encoding="utf-8")
        files[f"{exercise.assignment}/{exercise.id}_checks.py"] = checks
    unfinished = [name for name, text in files.items() if "TODO" in text]
    if unfinished:
        raise CourseError(f"Nothing was written: {unfinished[0]} still has a TODO. Run: grader validate")
    leaks = list(find_leaks(course, files))
    if leaks:
        raise CourseError(f"Nothing was written: {leaks[0]}")
    return files


def write_template(files: Mapping[str, str], out: Path) -> None:
    """Write the template under `out`, and remove Python files there that no longer belong to it."""
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in _python_files(out):
        if path.relative_to(out).as_posix() not in files:
            path.unlink()


def find_differences(files: Mapping[str, str], out: Path) -> Iterator[str]:
    """Find where the template under `out` is not what it would be if it were written now."""
    for name, text in files.items():
        path = out / name
        if not path.is_file():
            yield f"{path} is missing."
        elif path.read_text(encoding="utf-8") != text:
            yield f"{path} is out of date."
    for path in _python_files(out):
        if path.relative_to(out).as_posix() not in files:
            yield f"{path} belongs to no exercise."


def find_leaks(course: Course, files: Mapping[str, str]) -> Iterator[str]:
    """Find private text in files that students will see.

    Looked for are imports of private modules, statements of the reference, and whole functions and sentences
    of hidden checks and misconceptions. Statements are compared as Python reads them, not as they are laid out.
    """
    written = {name: _normalised(text) for name, text in files.items()}
    secrets = [(where, secret) for exercise in course.exercises for where, secret in _secrets(exercise)]
    for name, text in written.items():
        for module in _imported_modules(files[name]):
            if set(module.split(".")) & set(PRIVATE_MODULES):
                yield f"{name} imports {module}."
        for where, secret in secrets:
            if secret in text:
                yield f"{name} contains a part of {where}: {secret[:60]!r}."


def _secrets(exercise: Exercise) -> Iterator[tuple[str, str]]:
    reference = _parse(exercise.reference_path)
    for function in ast.walk(reference):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                text = ast.unparse(statement)
                if not isinstance(statement, ast.Expr) and len(text) >= SHORTEST_TELLING_STATEMENT:
                    yield f"the reference of {exercise.id}", text
    for name in ("hidden_checks.py", "misconceptions.py"):
        path = exercise.folder / name
        if not path.is_file():
            continue
        for node in _parse(path).body:
            if isinstance(node, ast.FunctionDef):
                yield f"{exercise.id}/{name}", ast.unparse(node)
                yield f"{exercise.id}/{name}", ast.get_docstring(node) or ast.unparse(node)


def _python_files(out: Path) -> list[Path]:
    return sorted(out.rglob("*.py"))


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _normalised(text: str) -> str:
    """Return the source as Python reads it, with its comments and docstrings as they are besides."""
    return f"{ast.unparse(ast.parse(text))}\n{text}"


def _imported_modules(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (alias.name for alias in node.names)
