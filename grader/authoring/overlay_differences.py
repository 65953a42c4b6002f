"""Lists in what an overlay differs from the course that it extends."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

from grader.course.folders import select_folders, to_exercise_id
from grader.course.mistakes import merge_entries
from grader.course.overlay import DECIDING, MISTAKES, SEED, SETTINGS, Layers, merge_settings
from grader.text import quote_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from grader.course.course import Course


def find_overlay_differences(course: Course) -> list[str]:
    """Return a sentence for each setting, exercise and file in which an overlay differs; none for a plain course."""
    own, below = Layers(course.layers.roots[:1]), Layers(course.layers.roots[1:])
    if not below.roots:
        return []
    settings = merge_settings(course.layers)
    lines = [f"{SETTINGS}: {line}" for line in _compare_settings(merge_settings(below), settings)]
    chosen = select_folders(course.layers.find_exercises(), settings.get("exercises", ()))
    left_out = [to_exercise_id(f) for f in course.layers.find_exercises() if f not in chosen]
    if left_out:
        lines.append(f"{SETTINGS}: `exercises` leaves out {quote_list(left_out)}.")
    for name, path in own.find_files().items():
        if name != SETTINGS:
            lines.append(f"{name} {_compare_files(name, path, below)}")
    return lines


def _compare_settings(below: Mapping[str, Any], merged: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in merged.items():
        old = below.get(key)
        if isinstance(value, dict):
            yield from _compare_settings(old if isinstance(old, dict) else {}, value, f"{prefix}{key}.")
        elif key not in below:
            yield f"`{prefix}{key}` is {_show(value)}, and not set below."
        elif value != old:
            yield f"`{prefix}{key}` is {_show(value)}, and {_show(old)} below."


def _show(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _compare_files(name: str, path: Path, layers: Layers) -> str:
    """Say what a file of an overlay does to those below it; of the seed, not what it is."""
    below = layers.find(name)
    if name == SEED or name.endswith(DECIDING):
        return "is its own."
    if below is None:
        return "is new."
    if path.read_bytes() == below.read_bytes():
        return "is the same as below. Delete it, or it hides later changes there."
    if path.name == MISTAKES:
        under = layers.find_all(name)
        return f"is merged with the one below: {_compare(merge_entries((*under, path)), merge_entries(under))}."
    if path.suffix != ".py":
        return "replaces the one below."
    return f"replaces the one below: {_compare(_find_definitions(path), _find_definitions(below))}."


def _compare(new: Mapping[str, Any], old: Mapping[str, Any]) -> str:
    """Return the names that two files define differently."""
    changed = [name for name in new if name in old and new[name] != old[name]]
    kinds = {"changed": changed, "new": [n for n in new if n not in old], "gone": [n for n in old if n not in new]}
    said = [f"{quote_list(names)} {kind}" for kind, names in kinds.items() if names]
    return "; ".join(said) or "only comments and layout changed"


def _find_definitions(path: Path) -> dict[str, str]:
    """Return what a source defines at its top level, by name, as it is after parsing."""
    found: dict[str, str] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        for name in _names(node):
            found[name] = found.get(name, "") + ast.dump(node)
    return found


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [ast.unparse(target) for target in targets]
        case ast.AnnAssign(target=target):
            return [ast.unparse(target)]
        case ast.Import() | ast.ImportFrom():
            return ["imports"]
        case ast.Expr(ast.Constant(str())):
            return ["the docstring"]
    return ["other statements"]
