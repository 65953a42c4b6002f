"""Gives hints one at a time, the gentlest first: each request adds one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from grader.course.course import PublicExercise

_MEMORY = ".grader/hints.json"


def take_hint(root: Path, exercise: PublicExercise) -> tuple[str, ...]:
    """Return the hints shown so far and one more, and store the count in the student's folder."""
    shown = _load(root)
    count = min(shown.get(exercise.id, 0) + 1, len(exercise.hints))
    _save(root, shown | {exercise.id: count})
    return exercise.hints[:count]


def forget_hints(root: Path, exercise: PublicExercise) -> None:
    """Start over from the first hint."""
    _save(root, {name: count for name, count in _load(root).items() if name != exercise.id})


def _load(root: Path) -> dict[str, int]:
    """Return the number of hints shown by exercise; a damaged file counts as none."""
    try:
        memory = json.loads((root / _MEMORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_memory = isinstance(memory, dict) and all(isinstance(count, int) for count in memory.values())
    return memory if is_memory else {}


def _save(root: Path, shown: dict[str, int]) -> None:
    path = root / _MEMORY
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(shown, indent=1), encoding="utf-8")
