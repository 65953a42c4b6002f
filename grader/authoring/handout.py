"""Renders the supporting files of the student template: README, requirements and CI workflow."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from grader.authoring.notebook import to_title
from grader.text import quote_list
from grader.version import DISTRIBUTION, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.course.course import Course, Exercise

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
