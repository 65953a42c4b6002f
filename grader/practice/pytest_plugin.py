"""Turns each public check into a test, for `pytest` and for editors that show tests.

pytest loads this plugin wherever the grader is installed, so outside a student's folder it does nothing and imports
nothing. Inside, an exercise's file becomes a collector: `a2_softmax_and_losses/softmax_shift.py::rows_sum_to_one`.
The student's code runs in pytest's own process: `breakpoint()` stops in it, and `-x --pdb` stops where it failed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from grader.course.course import PublicExercise
    from grader.course.recording import RecordedCheck
    from grader.course.student_folder import StudentFolder
    from grader.practice.practice import Work
    from grader.practice.session import PracticeSession
    from grader.reports.report import CheckReport

_SETTINGS = "checks/course.toml"  # a copy from grader.course.student_folder, to avoid its import
_CHECKS = "public_checks.py"


class CheckNotPassed(Exception):  # noqa: N818 - students never see this name
    """A check that did not pass, with its report."""

    def __init__(self, check: CheckReport) -> None:
        super().__init__(check.title)
        self.check = check


def pytest_configure(config: pytest.Config) -> None:
    """Collect exercises if pytest runs in a student's folder or below it."""
    starts = (config.invocation_params.dir, config.rootpath)
    roots = [folder for start in starts for folder in (start, *start.parents) if (folder / _SETTINGS).is_file()]
    if roots:
        config.pluginmanager.register(Collecting(roots[0].resolve()), "grader-exercises")


class Collecting:
    """Collects the exercises of one student's folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._template: StudentFolder | None = None
        self._work: Work | None = None
        self._folders: dict[Path, list[Path]] = {}

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect the exercises for which a file is used."""
        if file_path.suffix not in (".py", ".ipynb"):
            return None
        template, work = self._read()
        folders = self._folders.get(file_path.resolve(), [])
        if not folders:
            return None
        found: pytest.Collector = ExerciseFile.from_parent(
            parent, path=file_path, template=template, work=work, folders=folders
        )
        return found

    def _read(self) -> tuple[StudentFolder, Work]:
        """Read the folder when the first source file is collected."""
        from grader.course.student_folder import load_student_folder
        from grader.practice.practice import find_main, load_work

        if self._template is None or self._work is None:
            self._template, self._work = load_student_folder(self._root), load_work(self._root)
            _remember_lines(self._work)
            for folder in self._template.folders:
                _, main = find_main(self._template, folder, self._work)
                if main.path is not None:
                    self._folders.setdefault(self._root / main.path, []).append(folder)
        return self._template, self._work


class ExerciseFile(pytest.File):
    """A file that defines the functions of one or more exercises."""

    def __init__(self, *, template: StudentFolder, work: Work, folders: list[Path], **options: Any) -> None:
        super().__init__(**options)
        self.template, self.work, self.folders = template, work, folders

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield the checks of the exercise that the file is named after, and a node for each other exercise."""
        from grader.practice.practice import find_main

        for folder in self.folders:
            exercise, main = find_main(self.template, folder, self.work)
            own: dict[str, Any] = {
                "exercise": exercise,
                "main": main.path,
                "work": self.work,
                "template": self.template,
            }
            if self.path.stem == exercise.id:
                yield from _items(self, own)
            else:
                yield ExerciseNode.from_parent(self, name=exercise.id, own=own)


class ExerciseNode(pytest.Collector):
    """One exercise in a file that may define several, such as a notebook."""

    def __init__(self, *, own: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.own = own

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the checks."""
        yield from _items(self, self.own)


def _items(parent: pytest.Collector, own: dict[str, Any]) -> Iterator[CheckItem]:
    for recorded in own["exercise"].checks:
        item: CheckItem = CheckItem.from_parent(parent, name=recorded.id, recorded=recorded, **own)
        yield item


class CheckItem(pytest.Item):
    """One public check of one exercise."""

    def __init__(
        self,
        *,
        exercise: PublicExercise,
        recorded: RecordedCheck,
        main: str,
        work: Work,
        template: StudentFolder,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.exercise, self._whole = replace(exercise, checks=(recorded,)), exercise
        self.main, self.work, self.template = main, work, template

    def runtest(self) -> None:
        """Run the check.

        Raises:
            CheckNotPassed: the functions are written, and the check does not pass.
        """
        from grader.practice.case_files import grade_at_home
        from grader.practice.practice import explain_untouched
        from grader.practice.session import DEBUGGER_STOPS, PracticeSession, Stopped

        reason = explain_untouched(self.exercise, self.main, self.work)
        if reason:
            pytest.skip(reason)
        stops = (*DEBUGGER_STOPS, pytest.exit.Exception)
        files, limits = self.work.submission.files, self.template.limits
        try:
            with PracticeSession(files, self.main, limits, captures=False, stops=stops) as session:
                check, *form = grade_at_home(self.exercise, session, self.template.root, self.main).checks
                if check.verdict == "not_attempted":
                    pytest.skip(self._explain_untouched(session) or check.message.partition("\n")[0])
                if check.verdict != "passed":
                    raise CheckNotPassed(check).with_traceback(self._find_place(session))
                for fault in form:  # graded, it costs the points of one check of its own
                    self.warn(pytest.PytestWarning(fault.message))
        except Stopped as stopped:
            raise stopped.error from None

    def _explain_untouched(self, session: PracticeSession) -> str:
        """Return why no check of the exercise finds a function to call; empty if one does."""
        from grader.grading.grading import grade_exercise
        from grader.reports.causes import explain_untouched, is_untouched
        from grader.submissions.main_file import is_untouched as is_unwritten

        names = [function.name for function in self._whole.functions]
        if not is_unwritten(self.work.outlines[self.main], names):
            return ""
        checks = grade_exercise(self._whole, session).checks  # quick: nothing is written
        return explain_untouched(checks) if is_untouched(checks) else ""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the text that `grader check` shows for a check that did not pass."""
        if not isinstance(excinfo.value, CheckNotPassed):
            return super().repr_failure(excinfo, style)
        from rich.console import Console

        from grader.reports.terminal import render_check

        console = Console(width=100, color_system=None, force_terminal=False)
        with console.capture() as captured:
            console.print(render_check(excinfo.value.check))
        return "\n".join(line.rstrip() for line in captured.get().splitlines())

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the student's file as the location, and the exercise and the check's title as the name."""
        return self.path, None, f"{self.exercise.id}: {self.exercise.checks[0].check.title}"

    def _find_place(self, session: PracticeSession) -> TracebackType | None:
        """Return a traceback of the failing case into the student's code or the check; None without `--pdb`."""
        if not self.config.getoption("usepdb"):
            return None
        from grader.execution.student import StudentProxy
        from grader.exercise.checks import run_body
        from grader.grading.judging import run_check

        (recorded,) = self.exercise.checks
        outcome = run_check(self.exercise, recorded, session)
        student = StudentProxy({function.name: function for function in self.exercise.functions}, session)
        try:
            if outcome.failure is not None:
                asked = recorded.asked_at(recorded.cases.index(outcome.case))
                run_body(asked.check, None, student, outcome.case)
        except Exception as error:  # noqa: BLE001 - only its traceback is used
            labels = {label for label, _ in self.work.submission.files[self.main]}
            return _cut(session.traceback, labels) or _cut(error.__traceback__, {str(self.exercise.folder / _CHECKS)})
        return None


def _cut(traceback: TracebackType | None, names: set[str]) -> TracebackType | None:
    """Cut a traceback to the frames from the outermost to the innermost in the named files; None without any."""
    frames = []
    while traceback is not None:
        frames.append(traceback)
        traceback = traceback.tb_next
    own = [index for index, frame in enumerate(frames) if frame.tb_frame.f_code.co_filename in names]
    if not own:
        return None
    frames[own[-1]].tb_next = None
    return frames[own[0]]


def _remember_lines(work: Work) -> None:
    """Cache sources by label, so debuggers can show the lines of files and of notebook cells."""
    import linecache

    for label, text in (chunk for source in work.submission.files.values() for chunk in source):
        linecache.cache[label] = (len(text), None, text.splitlines(keepends=True), label)
