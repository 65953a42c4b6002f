"""Tests the course itself: the requirements for an exercise before students see it."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from grader.authoring.mistake_costs import (
    MistakeCost,
    cost_of_mistakes,
    earnings_of_effortless,
    find_cost_problems,
    find_price_warnings,
)
from grader.authoring.mistake_form import find_code, find_mistake_problems, find_raising
from grader.authoring.mutation_score import MutantsJudged, judge_mutants
from grader.authoring.stub import render_stub
from grader.course import cases
from grader.course.overlay import DECIDING, SEED, SETTINGS, Layers
from grader.course.transcripts import record_transcript
from grader.exercise.declared_form import DECLARED_FORM
from grader.grading.grading import grade
from grader.reports.report import Timing, to_json
from grader.submissions.submission import Submission
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from grader.authoring.case_finding import CasesJudged
    from grader.course.course import Course, Exercise
    from grader.course.recording import RecordedCheck
    from grader.execution.forkserver import ForkServer
    from grader.exercise.spec import Function
    from grader.reports.report import Report

SECTIONS = (
    "## The maths",
    "## What you can rely on",
    "## What is expected",
    "## Worked numbers",
    "## How it is graded",
)
EXERCISE_FILES = {"spec.py", "public_checks.py", "hidden_checks.py", "mistakes.toml", "mistakes.py"}


@dataclass(frozen=True, slots=True)
class Validation:
    """The results of validating one exercise."""

    exercise_id: str
    problems: tuple[str, ...]
    mistakes: tuple[MistakeCost, ...]
    effortless: tuple[MistakeCost, ...]
    mutants: MutantsJudged
    warnings: tuple[str, ...] = ()
    cases: CasesJudged | None = None


def validate(course: Course, server: ForkServer) -> tuple[list[Validation], list[str]]:
    """Validate every exercise of a course, and find stray files in its folders."""
    return [validate_exercise(course, exercise, server) for exercise in course.exercises], list(find_strays(course))


def add_cases(result: Validation, cases: CasesJudged) -> Validation:
    """Return the results of an exercise with what the cases that are asked leave out."""
    missed = cases.missed
    problems = (
        f"the cases that are asked miss {missed.missed} of {plural(missed.failing, 'failing check')} of mistakes, "
        f"mutants and effortless answers. Choose others: grader validate --write {result.exercise_id}",
    )
    return replace(
        result,
        problems=(*result.problems, *(problems if missed.missed else ())),
        warnings=(*result.warnings, *cases.notes),
        cases=cases,
    )


def to_validation_json(results: Sequence[Validation], strays: Sequence[str], differences: Sequence[str] = ()) -> bytes:
    """Return the results as indented JSON in UTF-8, ending in a newline.

    Args:
        differences: those of an overlay from the course that it extends.
    """
    found = {"exercises": results, "strays": strays, "differences": differences}
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def validate_exercise(course: Course, exercise: Exercise, server: ForkServer) -> Validation:
    """Run all tests of one exercise."""
    mistakes, effortless = cost_of_mistakes(exercise), earnings_of_effortless(exercise)
    mutants = judge_mutants(exercise)
    problems = [
        *find_form_problems(exercise),
        *find_signature_problems(exercise),
        *find_grading_problems(course, exercise, server),
        *find_cost_problems(exercise, mistakes, effortless),
        *mutants.problems,
    ]
    warnings = (*find_raising(exercise), *find_price_warnings(mistakes))
    return Validation(exercise.id, tuple(problems), mistakes, effortless, mutants, warnings)


def find_form_problems(exercise: Exercise) -> Iterator[str]:
    """Find flaws in the form of statements, docstrings and hints, TODOs, and names defined twice."""
    for path in (*exercise.sources.values(), exercise.reference_path):
        todos = path.read_text(encoding="utf-8").count("TODO")
        if todos:
            yield f"{path.name}: {plural(todos, 'TODO')} left to replace."
        for name in _find_twice(path) if path.suffix == ".py" else ():
            yield f"{path.name}: {name} is defined twice; only the last one counts."
    for section in SECTIONS:
        if section not in exercise.statement:
            yield f"spec.py: the statement has no section '{section}'."
    for function in exercise.functions:
        yield from _find_docstring_problems(function)
    for number, hint in enumerate(exercise.hints, 1):
        yield from find_code(f"spec.py: number {number} of HINTS", hint)
    for recorded in exercise.checks:
        yield from _find_check_problems(recorded)
    for mistake in exercise.mistakes.known:
        yield from find_mistake_problems(exercise, mistake)


def _find_twice(path: Path) -> list[str]:
    """Return the names that a file defines more than once at its top level."""
    names: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return sorted({name for name in names if names.count(name) > 1})


def _find_docstring_problems(function: Function) -> Iterator[str]:
    for parameter in function.parameters:
        if parameter.name not in function.doc:
            yield f"spec.py: the docstring of {function.name} does not mention {parameter.name}."
    if "Returns:" not in function.doc:
        yield f"spec.py: the docstring of {function.name} does not say what it returns."


def _find_check_problems(recorded: RecordedCheck) -> Iterator[str]:
    where = f"{recorded.visibility}_checks.py: {recorded.id}"
    if not recorded.check.title.endswith(".") or "\n" in recorded.check.title:
        yield f"{where}: its docstring must be one sentence on one line; students read it."
    if not recorded.check.hint:
        yield f"{where} has no hint."
    yield from find_code(where, recorded.check.hint)


def find_signature_problems(exercise: Exercise) -> Iterator[str]:
    """Find functions that the reference lacks, or defines with other parameters than the spec declares."""
    for function in exercise.functions:
        reference = getattr(exercise.reference, function.name, None)
        if reference is None:
            yield f"{exercise.reference_path.name}: {function.name} is declared in spec.py but missing here."
            continue
        has = {p.name: p.default is not p.empty for p in inspect.signature(reference).parameters.values()}
        wants = {parameter.name: parameter.optional for parameter in function.parameters}
        if list(has.items()) != list(wants.items()):
            yield f"{exercise.reference_path.name}: {function.name} takes {list(has)}, declared with {list(wants)}."


def find_grading_problems(course: Course, exercise: Exercise, server: ForkServer) -> Iterator[str]:
    """Grade the reference and the stub in real workers, twice each, and find results other than full marks and none.

    Also find checks whose inputs or calls differ between two runs.
    """
    alone = replace(course, exercises=(exercise,))
    name = f"{exercise.id}.py"
    sources = {"the reference": exercise.reference_path.read_text(), "the stub": render_stub(exercise)}
    for what, source in sources.items():
        submission = Submission(what, {name: ((name, source),)}, "", ())
        first, second = (grade(alone, submission, server) for _ in range(2))
        if _without_timing(first) != _without_timing(second):
            yield f"grading {what} twice gives different reports."
        graded = first.exercises[0]
        if what == "the reference" and graded.score != graded.max_score:
            lost = [f"{check.id}: {check.message}" for check in graded.checks if check.verdict != "passed"]
            yield f"{what} does not earn full marks: {lost[0]}"
        if what == "the reference" and first.submission.notes:
            yield f"{what} causes a note: {first.submission.notes[0]}"
        if what == "the stub" and any(check.verdict != "not_attempted" for check in graded.checks):
            checks = [check.id for check in graded.checks if check.verdict != "not_attempted"]
            yield f"{what} must count as not attempted, but does not in {', '.join(checks)}."
    for recorded in exercise.checks:
        check = recorded.check
        if recorded.id != DECLARED_FORM and not _are_drawn_again(recorded):
            yield f"{recorded.id}: drawing its inputs twice gives different values."
        elif record_transcript(check, recorded.cases, exercise.functions, exercise.reference) != recorded.transcript:
            yield f"{recorded.id}: running it twice on the same inputs makes different calls."


def _are_drawn_again(recorded: RecordedCheck) -> bool:
    """Whether drawing a check's inputs again gives the cases that are asked, in their order."""
    asked = set(recorded.cases)
    drawn = cases.record(recorded.check.inputs, recorded.check.examples, recorded.seed)
    return tuple(case for case in drawn if case in asked) == recorded.cases


def find_strays(course: Course) -> Iterator[str]:
    """Find files in `assignments/` and `reference/` that belong to no exercise."""
    folders = [f"{folder.parent.name}/{folder.name}" for folder in course.layers.find_exercises()]
    known = {f"assignments/{folder}/{name}" for folder in folders for name in EXERCISE_FILES} | {SETTINGS, SEED}
    known |= {f"reference/{folder}{ending}" for folder in folders for ending in (".py", DECIDING)}
    own = Layers(course.layers.roots[:1])  # what is wrong below an overlay is not its author's
    yield from (f"{name} belongs to no exercise." for name in own.find_files() if name not in known)


def _without_timing(report: Report) -> bytes:
    return to_json(msgspec.structs.replace(report, timing=Timing(0.0, {})))
