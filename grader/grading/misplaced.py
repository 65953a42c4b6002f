"""Finds functions that a submission may have in place of those it lacks: under another name, or in a class."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from grader.reports.causes import NOT_DEFINED
from grader.submissions.versions import to_version
from grader.text import one_line, quote_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from grader.course.course import PublicExercise
    from grader.reports.report import CheckReport
    from grader.submissions.main_file import Outline

# The notes begin with one of these, so the class table can show them.
MISPLACED = "Perhaps meant for an exercise, but not graded"
NOTHING_FOUND = "No file defines a function that an exercise asks for"
SIMILAR = 0.75
MAX_NAMES = 8
MAX_COMPARED = 100
MAX_PLACES = 10
MAX_NAME_CHARS = 60


def find_missing_functions(exercise: PublicExercise, checks: Sequence[CheckReport], *, has_file: bool) -> list[str]:
    """Return the functions of an exercise that its checks did not find."""
    names = [function.name for function in exercise.functions]
    messages = [check.message for check in checks if check.verdict == "not_attempted"]
    return [name for name in names if not has_file or any(m.startswith(f"{name} {NOT_DEFINED}") for m in messages)]


def explain_misplaced(
    exercises: Sequence[PublicExercise],
    missing: Mapping[str, Sequence[str]],
    without_file: Collection[str],
    outlines: Mapping[str, Outline],
) -> list[str]:
    """Return at most one note on what was found in place of missing functions.

    Args:
        missing: the missing functions of each exercise.
        without_file: the exercises for which no file was chosen.
    """
    asked = [function.name for exercise in exercises for function in exercise.functions]
    lacking = list(dict.fromkeys(name for names in missing.values() for name in names))
    # Where one exercise has a file, its helpers may have the names of another's functions.
    few = (
        {exercise_id: missing[exercise_id] for exercise_id in without_file} if len(without_file) == len(missing) else {}
    )
    places = []
    for path, outline in outlines.items():
        named = to_version(PurePosixPath(path).stem).work
        meant = list(missing[named]) if named in missing else lacking
        places += [
            *_find_few(path, outline, few),
            *_find_nested(outline, meant),
            *_find_similar(path, outline, asked, meant),
        ]
    if places:
        more = [f"{len(places) - MAX_PLACES} more"] if len(places) > MAX_PLACES else []
        advice = "Define each function at the top level, under the name in its statement"
        return [f"{MISPLACED}: {'; '.join([*places[:MAX_PLACES], *more])}. {advice}."]
    return [f"{NOTHING_FOUND}: {_list_files(outlines)}."] if outlines and set(lacking) >= set(asked) else []


def _find_few(path: str, outline: Outline, missing: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the functions that a file does define, if they are too few to choose it."""
    for exercise_id, names in missing.items():
        found = [name for name in names if name in outline.defined]
        if found:
            yield f"{path} defines only {quote_list(found)} of {exercise_id} (name the file {exercise_id}.py)"


def _find_nested(outline: Outline, lacking: Sequence[str]) -> Iterator[str]:
    for name in lacking:
        if name in outline.nested and name not in outline.defined:
            yield f"{name} is {outline.nested[name]}"


def _find_similar(path: str, outline: Outline, asked: Collection[str], lacking: Sequence[str]) -> Iterator[str]:
    """Yield the names that a file defines and no exercise asks for, if they are similar to a missing one."""
    names = [name for name in (*outline.definitions, *outline.nested) if name not in asked][:MAX_COMPARED]
    found = [f"{_shorten(name)} (for {meant}?)" for name in names if (meant := _find_meant(name, lacking))]
    if found:
        yield f"{path} defines {quote_list(found[:MAX_NAMES])}"


def _find_meant(name: str, wanted: Sequence[str]) -> str:
    simple = {_simplify(other): other for other in wanted}
    within = [other for other in simple if other in _simplify(name)]
    if within:
        return simple[max(within, key=len)]
    close = difflib.get_close_matches(_simplify(name), simple, n=1, cutoff=SIMILAR)
    return simple[close[0]] if close else ""


def _simplify(name: str) -> str:
    return name[:MAX_NAME_CHARS].casefold().replace("_", "")


def _shorten(name: str) -> str:
    return one_line(name, MAX_NAME_CHARS)


def _list_files(outlines: Mapping[str, Outline]) -> str:
    """Return the names that each file defines."""
    texts = []
    for path, outline in list(outlines.items())[:MAX_PLACES]:
        names = list(map(_shorten, outline.definitions))
        more = [f"{len(names) - MAX_NAMES} more"] if len(names) > MAX_NAMES else []
        texts.append(f"{path} defines {quote_list([*names[:MAX_NAMES], *more]) or 'none'}")
    return "; ".join(texts)
