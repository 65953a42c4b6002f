"""Renders the supporting files of the student template: README, requirements and CI workflow."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from grader.authoring.notebook import to_title
from grader.course.overlay import SETTINGS, merge_settings
from grader.text import quote_list
from grader.version import DISTRIBUTION, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.course.course import Course, Exercise
    from grader.course.overlay import Layers

WHEELS = "wheels"


def render_handout(course: Course, wheel: str = "") -> dict[str, str]:
    """Return the files by path.

    Args:
        wheel: the file name of the grader's wheel if the template includes it, for a grader that no index has.
    """
    return {
        "README.md": _render_readme(course),
        "requirements.txt": _render_requirements(wheel),
        ".gitignore": _read("gitignore"),
        ".github/workflows/checks.yml": _read("checks.yml"),
    }


def render_settings(layers: Layers) -> str:
    """Return the course.toml for students: as it is, or without what says of which files the course is made."""
    settings = merge_settings(layers)
    if len(layers.roots) == 1 and "exercises" not in settings:
        return (layers.roots[0] / SETTINGS).read_text(encoding="utf-8")
    settings.pop("exercises", None)
    return "".join(f"{line}\n" for line in _render_toml(settings))


def _render_toml(table: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """Yield the lines of a table, with the tables in it below its other values."""
    if name:
        yield f"\n[{name}]"
    for key, value in table.items():
        if not isinstance(value, dict):
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _render_toml(value, f"{name}.{key}".lstrip("."))


def _render_readme(course: Course) -> str:
    first = course.exercises[0]
    values = {
        "title": course.title,
        "distribution": DISTRIBUTION,
        "example": f"{first.assignment}/{first.id}",
        "notebook": f"{first.assignment}/{first.assignment}.ipynb",
        "exercise": first.id,
        "exercises": "\n".join(_render_table(course.exercises)).strip(),
    }
    text = _read("README.md")
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _render_table(exercises: Sequence[Exercise]) -> Iterator[str]:
    for assignment in dict.fromkeys(exercise.assignment for exercise in exercises):
        yield f"\n**{to_title(assignment)}** in `{assignment}/`\n"
        yield "| exercise | title | you write | points |\n|---|---|---|---|"
        for exercise in exercises:
            if exercise.assignment == assignment:
                names = quote_list([f"`{function.name}`" for function in exercise.functions])
                yield f"| `{exercise.id}` | {exercise.title} | {names} | {exercise.points:g} |"


def _render_requirements(wheel: str) -> str:
    grader = f"./{WHEELS}/{wheel}" if wheel else f"{DISTRIBUTION}=={VERSION}"
    return f"# Checks your work, and installs NumPy.\n{grader}\n# For `pytest` and your editor.\npytest>=8.0\n"


def _read(name: str) -> str:
    return (resources.files("grader.authoring") / "texts" / name).read_text(encoding="utf-8")
