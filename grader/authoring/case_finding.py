"""Finds the recorded cases that decide in each exercise of a course, in several processes, and writes them down."""

from __future__ import annotations

import functools
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from grader.authoring.case_choice import Missed, choose, count_missed, count_missed_of_halves
from grader.authoring.verdicts import find_shown
from grader.course.course import load_course
from grader.course.deciding import Chosen, Deciding, choose_cases, load_deciding, to_key, to_text
from grader.course.first_run import count_cores
from grader.course.overlay import DECIDING, find_seed
from grader.course.recording import record_check
from grader.course.settings import load_seed
from grader.course.transcripts import record_transcript
from grader.errors import CourseError, writing_to
from grader.text import quote_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from grader.authoring.verdicts import Shown
    from grader.course.course import Course, Exercise


@dataclass(frozen=True, slots=True)
class CasesJudged:
    """What the cases that are asked leave out.

    Attributes:
        asked_calls: how many calls a right submission gets.
        recorded_calls: how many it would get if every case were asked.
        wrong_versions: how many mistakes with each of their constants, mutants and effortless answers were judged.
        missed: the failing checks of these that the cases asked miss.
        missed_of_halves: those that a choice by one half of them misses of the other half, for both halves.
        notes: why every case is asked, where it is.
    """

    asked_calls: int
    recorded_calls: int
    wrong_versions: int
    missed: Missed
    missed_of_halves: Missed
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundCases:
    """The cases that decide in one exercise.

    Attributes:
        path: the file to write, below the course's folder.
        text: what it contains.
        kept: the cases of each check with drawn inputs, by its id.
        now: what is to be said of the cases that are asked now.
        written: the same once the file is written.
        cpu_s: how long it took.
    """

    exercise_id: str
    path: str
    text: str = field(repr=False)
    kept: Mapping[str, tuple[bytes, ...]] = field(repr=False)
    now: CasesJudged
    written: CasesJudged
    cpu_s: float


def find_cases_in_processes(course: Course, jobs: int | None = None) -> list[FoundCases]:
    """Find the cases that decide in each exercise of a course, in its order.

    Args:
        jobs: number of processes; by default one for each core.

    Raises:
        CourseError: the course was changed meanwhile.
    """
    jobs = min(jobs or count_cores(), len(course.exercises))
    if jobs < 2:
        return [find_cases(course, exercise) for exercise in course.exercises]
    names = [exercise.id for exercise in course.exercises]
    context = multiprocessing.get_context("spawn")  # what this process has open stays its own
    with ProcessPoolExecutor(jobs, context) as pool:
        waiting = [pool.submit(_find_alone, course.root, name, course.sha256) for name in _by_length(course)]
        found = {one.exercise_id: one for one in (future.result() for future in waiting)}
    return [found[name] for name in names]


def _by_length(course: Course) -> list[str]:
    """Return the ids of exercises, those with the longest references first: they have the most mutants."""
    exercises = sorted(course.exercises, key=lambda exercise: -len(exercise.mistakes.reference))
    return [exercise.id for exercise in exercises]


def _find_alone(root: Path, exercise_id: str, sha256: str) -> FoundCases:  # pragma: no cover - in another process
    course = load_course(root, [exercise_id], jobs=1)
    if course.sha256 != sha256:
        raise CourseError(f"{root} was changed while its cases were being judged. Validate it again.")
    return find_cases(course, course.exercises[0])


def find_cases(course: Course, exercise: Exercise) -> FoundCases:
    """Find the cases that decide in one exercise, and judge those that are asked now."""
    started = time.process_time()
    whole = ask_everything(exercise)
    shown = find_shown(whole)
    seed = load_seed(find_seed(course.layers))
    path = course.layers.find_exercise(exercise.folder).deciding
    known = load_deciding(path, seed)
    deciding = _to_deciding(whole, choose(whole, shown), known, seed)
    kept = {r.id: choose_cases(r.id, r.check, r.cases, deciding) for r in whole.checks if r.check.inputs}
    judge = functools.partial(_judge, whole, shown, count_missed_of_halves(whole, shown))
    return FoundCases(
        exercise_id=exercise.id,
        path=f"reference/{exercise.assignment}/{exercise.folder.name}{DECIDING}",
        text=to_text(deciding),
        kept=kept,
        now=judge(exercise, tuple(_find_notes(exercise, whole, path, known))),
        written=judge(ask_only(exercise, kept), ()),
        cpu_s=time.process_time() - started,
    )


def ask_everything(exercise: Exercise) -> Exercise:
    """Return an exercise whose checks ask every recorded case."""
    kept = {
        recorded.id: record_check(recorded.id, recorded.check, recorded.seed, exercise.functions, None)[0]
        for recorded in exercise.checks
        if recorded.check.inputs
    }
    return ask_only(exercise, kept)


def ask_only(exercise: Exercise, kept: Mapping[str, tuple[bytes, ...]]) -> Exercise:
    """Return an exercise whose checks ask these cases; checks that are not named stay as they are."""
    checks = (
        replace(
            recorded,
            cases=kept[recorded.id],
            transcript=record_transcript(recorded.check, kept[recorded.id], exercise.functions, exercise.reference),
        )
        if recorded.id in kept
        else recorded
        for recorded in exercise.checks
    )
    return replace(exercise, checks=tuple(checks))


def _to_deciding(whole: Exercise, chosen: Mapping[str, tuple[int, ...]], known: Deciding | None, seed: int) -> Deciding:
    """Return a choice with the keyed hashes of the inputs; with the salt that there is, so that it can be compared."""
    key = to_key(seed) if known is None else known.key
    drawn = {recorded.id: recorded.cases for recorded in whole.checks}
    checks = {name: Chosen(len(drawn[name]), key.hash(*drawn[name]), numbers) for name, numbers in chosen.items()}
    return Deciding(key, checks)


def _judge(
    whole: Exercise, shown: Sequence[Mapping[str, Shown]], halves: Missed, exercise: Exercise, notes: tuple[str, ...]
) -> CasesJudged:
    pairs = list(zip(exercise.checks, whole.checks, strict=True))
    return CasesJudged(
        asked_calls=_count_calls(exercise),
        recorded_calls=_count_calls(whole),
        wrong_versions=len(shown),
        missed=count_missed(shown, {one.id: find_numbers(one.cases, every.cases) for one, every in pairs}),
        missed_of_halves=halves,
        notes=notes,
    )


def find_numbers(asked: Sequence[bytes], recorded: Sequence[bytes]) -> list[int]:
    """Return the numbers of the recorded cases that are asked."""
    there = set(asked)
    return [number for number, case in enumerate(recorded) if case in there]


def _count_calls(exercise: Exercise) -> int:
    return sum(len(recorded.transcript.questions) for recorded in exercise.checks)


def _find_notes(exercise: Exercise, whole: Exercise, path: Path | None, known: Deciding | None) -> Iterator[str]:
    """Say why every case is asked, of the exercise or of some of its checks."""
    again = f"To ask only what decides, run: grader validate --write {exercise.id}"
    drawn = [recorded for recorded in whole.checks if recorded.check.inputs]
    if path is None:
        yield f"every recorded case is asked, since there is no {exercise.folder.name}{DECIDING}. {again}"
    elif known is None:
        yield f"every recorded case is asked, since {path.name} is for another seed. {again}"
    elif others := [recorded.id for recorded in drawn if not known.knows(recorded.id, recorded.cases)]:
        yield f"every recorded case is asked of {quote_list(others)}, since {path.name} is for other inputs. {again}"


def with_found(course: Course, found: Iterable[FoundCases]) -> Course:
    """Return a course that asks what was found, as it will once that is written."""
    kept = {one.exercise_id: one.kept for one in found}
    return replace(course, exercises=tuple(ask_only(exercise, kept[exercise.id]) for exercise in course.exercises))


def write_found(course: Course, found: Iterable[FoundCases]) -> list[str]:
    """Write the files of the cases that decide, and return the paths of those that were not the same already.

    Raises:
        ResultError: one cannot be written.
    """
    written = []
    for one in found:
        path = course.root / one.path
        if not path.is_file() or path.read_text(encoding="utf-8") != one.text:
            with writing_to(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(one.text, encoding="utf-8")
            written.append(one.path)
    return written
