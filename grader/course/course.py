"""Loads a course: a folder with `assignments/` (specs, public and hidden checks) and `reference/` (solutions, seed).

    assignments/course.toml
    assignments/a2_softmax_and_losses/e8_softmax_shift/{spec,public_checks,hidden_checks}.py, mistakes.toml
    reference/a2_softmax_and_losses/e8_softmax_shift.py
    reference/seed.txt

An exercise is a folder; there is no registry. Its id is the folder's name without the number.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from grader.course import cache, cases
from grader.course.deciding import load_deciding
from grader.course.evidence import Evidence, KeptEvidence, make_evidence
from grader.course.fingerprint import hash_course, read_contents
from grader.course.first_run import Tell, count_cores, record_in_processes
from grader.course.folders import select_folders, to_exercise_id
from grader.course.mistakes import Mistakes, find_written, load_mistakes
from grader.course.overlay import SETTINGS, Layers, find_layers, find_seed
from grader.course.recording import (
    Recording,
    from_bytes,
    load_recording,
    make_recording,
    record_checks,
    to_recorded_checks,
)
from grader.course.settings import Feedback, Settings, load_merged_settings, load_seed
from grader.errors import CourseError
from grader.execution.transcript import Transcript
from grader.exercise.checks import Check
from grader.exercise.declared_form import DECLARED_FORM
from grader.exercise.spec import Function, find_functions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from grader.course.ladders import Ladder
    from grader.course.recording import RecordedCheck
    from grader.course.suspect_table import SuspectTable
    from grader.execution.limits import Limits
    from grader.reports.report import Visibility

# Public checks draw the same inputs everywhere, so what passes in a student's run passes in the grader's, which may
# ask fewer of them.
PUBLIC_SEED = 0


@dataclass(frozen=True, slots=True)
class PublicExercise:
    """The part of an exercise that students have, too; all `checks` are public ones."""

    id: str
    assignment: str
    number: int
    title: str
    points: float
    statement: str
    hints: tuple[str, ...]
    functions: tuple[Function, ...]
    checks: tuple[RecordedCheck, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class Exercise(PublicExercise):
    """One exercise; `reference` and `mistakes` exist only in the trusted process."""

    reference: ModuleType
    mistakes: Mistakes = field(repr=False)
    evidence: KeptEvidence = field(repr=False)
    sources: Mapping[str, Path] = field(repr=False)
    """The files of its folder by name, from several folders in an overlay."""
    reference_path: Path

    @property
    def table(self) -> SuspectTable:
        """The table of suspects; made when it is first asked for, which takes seconds."""
        return self.evidence.get().table

    @property
    def ladders(self) -> Mapping[str, Ladder]:
        """The ladders of the checks that draw their inputs, by id; made when they are first asked for."""
        return self.evidence.get().ladders


@dataclass(frozen=True, slots=True)
class Course:
    """A course, or a selection of its exercises."""

    root: Path
    layers: Layers
    title: str
    sha256: str
    limits: Limits
    feedback: Feedback
    exercises: tuple[Exercise, ...]


def load_course(
    root: str | Path, only: Collection[str] = (), *, jobs: int | None = None, tell: Tell | None = None
) -> Course:
    """Load a course and draw the inputs of its checks.

    Args:
        only: ids of exercises or assignments to load; all exercises if empty.
        jobs: number of processes that record exercises which are not in the cache; by default one for each core.
        tell: is told how many of these exercises are recorded; not called if all are in the cache.

    Raises:
        CourseError: a file is missing or invalid, or an id in `only` is unknown.
    """
    root = Path(root).resolve()
    layers = find_layers(root)
    settings = load_merged_settings(layers)
    seed = load_seed(find_seed(layers))
    folders = _select(layers, settings, only)
    contents = read_contents(layers)
    sha256 = hash_course(layers, contents)
    sources = [_Source(folder, sha256, seed, contents.hash_exercise(folder)) for folder in folders]
    exercises = _load_exercises(layers, sources, jobs or count_cores(), tell or _tell_nobody)
    exercises.sort(key=lambda exercise: (exercise.assignment, exercise.number))
    return Course(root, layers, settings.title, sha256, settings.limits, settings.feedback, tuple(exercises))


def _select(layers: Layers, settings: Settings, only: Collection[str]) -> list[Path]:
    """Return the folders of the exercises in `only`, of those that course.toml selects."""
    there = layers.find_exercises()
    chosen = select_folders(there, settings.exercises or ())
    left_out = {*map(to_exercise_id, there)} - {*map(to_exercise_id, chosen)}
    for name in only:
        if name in left_out:
            raise CourseError(f"`exercises` in {layers.roots[0] / SETTINGS} leaves out {name}. Add it there first.")
    return select_folders(chosen, only)


@dataclass(frozen=True, slots=True)
class _Source:
    """The folder of an exercise, the hash of the course, its seed, and the hash of the exercise's own files."""

    folder: Path
    course_sha256: str
    seed: int
    sha256: str

    @property
    def id(self) -> str:
        return to_exercise_id(self.folder)

    @property
    def key(self) -> str:
        """The key of what is cached for every run."""
        return cache.to_key(self.sha256, str(self.seed), self.folder.name)

    @property
    def evidence_key(self) -> str:
        """The key of what is cached for failures."""
        return cache.to_key(self.sha256, str(self.seed), self.folder.name, "evidence")


def _load_exercises(layers: Layers, sources: Sequence[_Source], jobs: int, tell: Tell) -> list[Exercise]:
    """Load exercises; those that are not in the cache are recorded in several processes first."""
    missing = [source for source in sources if not cache.is_cached(cache.find_folder(), source.key)]
    # The more there is to read, the longer it takes.
    missing.sort(key=lambda one: -sum(p.stat().st_size for p in layers.find_exercise(one.folder).sources.values()))
    if missing:
        tell(0, len(missing))
    sha256 = sources[0].course_sha256 if sources else ""
    made = record_in_processes(layers.roots[0], [source.id for source in missing], sha256, jobs, tell)
    exercises: list[Exercise] = []
    recorded = set(made)
    for source in sources:
        exercises.append(_load_exercise(layers, source, made.get(source.id)))
        if source in missing and source.id not in recorded:
            recorded.add(source.id)
            tell(len(recorded), len(missing))
    return exercises


def _tell_nobody(done: int, total: int) -> None:
    """Take no notice."""


def _load_exercise(layers: Layers, source: _Source, recorded_elsewhere: bytes | None) -> Exercise:
    folder, sha256 = source.folder, source.course_sha256
    files = layers.find_exercise(folder)
    exercise_id, assignment = source.id, folder.parent.name
    package = _make_package(f"_course_{sha256[:12]}_{assignment}_{folder.name}", files.folders)
    references = _make_package(f"_reference_{sha256[:12]}_{assignment}", files.reference_folders)
    reference = _load_module(references, folder.name, files.reference.parent)
    public = load_public_exercise(package, folder, draws=False)
    checks = {check.id: (check.visibility, check.check) for check in public.checks}
    checks |= _load_checks(package, folder, "hidden", {*checks, DECLARED_FORM})
    seeds = {
        name: cases.to_seed(PUBLIC_SEED if visibility == "public" else source.seed, exercise_id, name)
        for name, (visibility, _) in checks.items()
    }
    written = _load_module(package, "mistakes", folder) if "mistakes.py" in files.sources else None
    recording = load_recording(source.key) if recorded_elsewhere is None else from_bytes(recorded_elsewhere)
    if recording is None:
        mistakes = load_mistakes(files.mistakes, files.reference, written)
        deciding = load_deciding(files.deciding, source.seed)
        recording = make_recording(source.key, checks, seeds, public.functions, reference, mistakes, deciding)
    known = replace(recording.mistakes, written=find_written(written))

    def make() -> Evidence:
        """Make what explains failures, from all cases: also from those that grading does not ask."""
        everything = Recording(record_checks(checks, seeds, public.functions, reference))
        return make_evidence(to_recorded_checks(checks, seeds, everything), public.functions, reference, known)

    return Exercise(
        id=exercise_id,
        assignment=public.assignment,
        number=public.number,
        title=public.title,
        points=public.points,
        statement=public.statement,
        hints=public.hints,
        functions=public.functions,
        checks=to_recorded_checks(checks, seeds, recording),
        reference=reference,
        mistakes=known,
        evidence=KeptEvidence(source.evidence_key, make),
        folder=folder,
        sources=files.sources,
        reference_path=files.reference,
    )


def load_public_exercise(package: str, folder: Path, *, draws: bool = True) -> PublicExercise:
    """Load the public files of an exercise, as modules of `package`.

    Args:
        draws: whether to draw the inputs of its checks, which is slow; without inputs, its checks have no cases.

    Raises:
        CourseError: a file is missing or invalid.
    """
    exercise_id = to_exercise_id(folder)
    spec = _load_module(_make_package(package, (folder,)), "spec", folder)
    functions = _find_functions(spec, folder)
    checks = _load_checks(package, folder, "public")
    seeds = {name: cases.to_seed(PUBLIC_SEED, exercise_id, name) for name in checks}
    if draws:
        files = [(folder / name).read_text(encoding="utf-8") for name in ("spec.py", "public_checks.py")]
        key = cache.to_key("public", folder.name, *files)
        recording = load_recording(key) or make_recording(key, checks, seeds, functions)
    else:
        recording = Recording({name: ((), Transcript()) for name in checks})
    return PublicExercise(
        id=exercise_id,
        assignment=folder.parent.name,
        number=int(folder.name.partition("_")[0][1:]),
        title=_title(spec, folder),
        points=_points(spec, folder),
        statement=spec.__doc__ or "",
        hints=_hints(spec, folder),
        functions=functions,
        checks=to_recorded_checks(checks, seeds, recording),
        folder=folder,
    )


def _load_checks(
    package: str, folder: Path, visibility: Visibility, taken: Collection[str] = ()
) -> dict[str, tuple[Visibility, Check]]:
    name = f"{visibility}_checks"
    found = vars(_load_module(package, name, folder)).items()
    checks = {check_id: check for check_id, check in found if isinstance(check, Check)}
    for check_id, check in checks.items():
        path = _find_module(package, name) or folder
        if check_id in taken:
            raise CourseError(f"{path}: this exercise has another check named {check_id}; rename one of them.")
        if visibility == "public" and check.wants_reference:
            raise CourseError(
                f"{path}: {check_id} has a parameter `reference`, which public checks cannot have; students do not "
                "have the reference."
            )
    return {check_id: (visibility, check) for check_id, check in checks.items()}


def _make_package(name: str, folders: Sequence[Path]) -> str:
    """Register folders as one package, so its modules can import one another: `from .public_checks import ...`.

    A module is taken from the first folder that has it.
    """
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = list(map(str, folders))
        sys.modules[name] = package
    return name


def _load_module(package: str, name: str, folder: Path) -> ModuleType:
    path = _find_module(package, name)
    if path is None:
        raise CourseError(f"{folder / f'{name}.py'} does not exist.")
    try:
        return importlib.import_module(f"{package}.{name}")
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(
            f"{path}{_find_line(path, error)} cannot be loaded: {type(error).__name__}: {error}"
        ) from error


def _find_module(package: str, name: str) -> Path | None:
    """Return the file of a module in a package that `_make_package` made."""
    paths = (Path(folder) / f"{name}.py" for folder in sys.modules[package].__path__)
    return next((path for path in paths if path.is_file()), None)


def _find_line(path: Path, error: Exception) -> str:
    """Return the last line of a file in an exception's traceback as text; empty if there is none."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f", line {lines[-1]}," if lines else ""


def _find_functions(spec: ModuleType, folder: Path) -> tuple[Function, ...]:
    try:
        return find_functions(spec)
    except (CourseError, NameError) as error:
        raise CourseError(f"{folder / 'spec.py'}: {error}") from None


def _title(spec: ModuleType, folder: Path) -> str:
    first_line = (spec.__doc__ or "").strip().partition("\n")[0]
    if not first_line.startswith("# "):
        raise CourseError(f"{folder / 'spec.py'}: the docstring must begin with '# ' and the title.")
    return first_line.removeprefix("# ").strip()


def _points(spec: ModuleType, folder: Path) -> float:
    points: Any = getattr(spec, "POINTS", None)
    if not isinstance(points, int | float) or points <= 0:
        raise CourseError(f"{folder / 'spec.py'}: POINTS must be a positive number, not {points!r}.")
    return float(points)


def _hints(spec: ModuleType, folder: Path) -> tuple[str, ...]:
    hints: Any = getattr(spec, "HINTS", ())
    if not isinstance(hints, tuple) or not all(isinstance(hint, str) and hint for hint in hints):
        raise CourseError(f"{folder / 'spec.py'}: HINTS must be a tuple of non-empty strings, the gentlest first.")
    return hints
