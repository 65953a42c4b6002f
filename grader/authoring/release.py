"""Writes the student template from public files only: stubs, notebooks, public checks and supporting files.

`to_template` -> `write_template` -> `scan_template`: the last step reads the template back and scans it again.
"""

from __future__ import annotations

import io
import zipfile
from itertools import groupby
from typing import TYPE_CHECKING

from grader.authoring.handout import WHEELS, render_handout, render_settings
from grader.authoring.leak_scan import find_leaks
from grader.authoring.notebook import render_notebook
from grader.authoring.stub import render_stub
from grader.course.student_folder import CHECKS, SETTINGS
from grader.errors import CourseError, writing_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from grader.course.course import Course

PUBLIC_FILES = ("spec.py", "public_checks.py")
_OURS = (".py", ".ipynb", ".whl")


def to_template(course: Course, wheel: Path | None = None) -> dict[str, bytes]:
    """Return the files of the student template by path.

    Args:
        wheel: the grader's wheel, if the template is to carry it.

    Raises:
        CourseError: they would contain private text or a TODO.
    """
    texts = render_handout(course, wheel.name if wheel is not None else "")
    texts[SETTINGS] = render_settings(course.layers)
    for assignment, group in groupby(course.exercises, key=lambda exercise: exercise.assignment):
        exercises = list(group)
        texts[f"{assignment}/{assignment}.ipynb"] = render_notebook(assignment, exercises)
        for exercise in exercises:
            texts[f"{assignment}/{exercise.id}.py"] = render_stub(exercise)
            for name in PUBLIC_FILES:
                path = f"{CHECKS}/{assignment}/{exercise.folder.name}/{name}"
                texts[path] = exercise.sources[name].read_text(encoding="utf-8")
    files = {name: text.encode() for name, text in texts.items()}
    if wheel is not None:
        files[f"{WHEELS}/{wheel.name}"] = wheel.read_bytes()
    _require_releasable(course, files)
    return dict(sorted(files.items()))


def write_template(files: Mapping[str, bytes], out: Path) -> None:
    """Write the template under `out`, and delete sources there that no longer belong to it.

    Raises:
        CourseError: `out` is not empty and is not a template.
        ResultError: it cannot be written.
    """
    if out.is_dir() and any(out.iterdir()) and not (out / SETTINGS).is_file():
        raise CourseError(f"{out} is not empty and is not a student template. Choose another folder with --out.")
    with writing_to(out):
        for name, data in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)
        for name in _find_strays(files, out):
            (out / name).unlink()


def find_differences(files: Mapping[str, bytes], out: Path) -> Iterator[str]:
    """Yield the differences between the template under `out` and the one that would be written now."""
    for name, data in files.items():
        path = out / name
        if not path.is_file():
            yield f"{path} is missing."
        elif path.read_bytes() != data:
            yield f"{path} is out of date."
    for name in _find_strays(files, out):
        yield f"{out / name} belongs to no exercise."


def scan_template(course: Course, files: Mapping[str, bytes], out: Path) -> None:
    """Read back the template in `out`, a folder or a zip, and scan it.

    Raises:
        CourseError: it contains private text, a TODO, or a file that is not in `files`.
    """
    written = dict(_read_zip(out) if out.is_file() else _read_folder(out))
    strays = sorted(set(written) - set(files))
    if strays:
        raise CourseError(f"Do not hand out {out}: it contains {strays[0]}, which is not part of the template.")
    _require_releasable(course, written, f"Do not hand out {out}")


def _require_releasable(course: Course, files: Mapping[str, bytes], consequence: str = "Nothing was written") -> None:
    texts = {name: data.decode() for name, data in files.items() if not name.startswith(f"{WHEELS}/")}
    for name, data in files.items():
        if name not in texts:
            texts |= _read_wheel(name, data)
    unfinished = [name for name, text in texts.items() if "TODO" in text and not name.startswith(WHEELS)]
    if unfinished:
        place = _find_todo(course) or unfinished[0]
        raise CourseError(f"{consequence}: {place} still has a TODO. Run: grader validate")
    leaks = list(find_leaks(course, texts))
    if leaks:
        raise CourseError(f"{consequence}: {leaks[0]}")


def _find_todo(course: Course) -> str:
    """Return the file and line of the first TODO in the sources of which a template is made; empty if there is none."""
    paths = (exercise.sources[name] for exercise in course.exercises for name in PUBLIC_FILES)
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "TODO" in line:
                return f"{path.relative_to(course.root) if path.is_relative_to(course.root) else path}, line {number},"
    return ""


def _read_wheel(name: str, data: bytes) -> dict[str, str]:
    """Return the sources in a wheel.

    Raises:
        CourseError: it is not a wheel, or contains anything but the engine.
    """
    try:
        members = dict(_members(zipfile.ZipFile(io.BytesIO(data))))
    except zipfile.BadZipFile:
        raise CourseError(f"{name} is not a wheel: it is not a zip file.") from None
    for member in members:
        top = member.partition("/")[0]
        if not (top == "grader" or top.endswith(".dist-info")) or member.endswith(".pyc"):
            raise CourseError(f"{name} contains {member}; a wheel for students may contain only the grader.")
    return {f"{name}/{member}": text.decode() for member, text in members.items() if member.endswith(".py")}


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for info in archive.infolist():
        if not info.is_dir():
            yield info.filename, archive.read(info)


def _read_folder(out: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(out.rglob("*")):
        if path.is_file():
            yield path.relative_to(out).as_posix(), path.read_bytes()


def _read_zip(out: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(out) as archive:
        for name, data in _members(archive):
            yield name.partition("/")[2], data


def _find_strays(files: Mapping[str, bytes], out: Path) -> list[str]:
    """Find sources and wheels under `out` that do not belong to the template."""
    paths = [path for path in sorted(out.rglob("*")) if path.suffix in _OURS and path.is_file()]
    return [name for name in (path.relative_to(out).as_posix() for path in paths) if name not in files]
