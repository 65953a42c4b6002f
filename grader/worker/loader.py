"""Runs the files of a submission, one top-level statement at a time.

A statement that fails costs only itself: a demo at the end of a file that needs a missing data set does
not take the functions above it along. Every failure is a note.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import signal
import sys
import threading
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NOTES = 20
MAX_TEXT = 300


class StatementTimeout(BaseException):
    """A top-level statement ran longer than it may."""


class SourceFinder(MetaPathFinder, Loader):
    """Makes every file of a submission importable by its name, with or without its folder.

    Stands behind the standard library and NumPy on `sys.meta_path`: a file called `random.py` cannot
    replace what other modules rely on.
    """

    def __init__(self, sources: dict[str, str], statement_wall_s: float) -> None:
        # Reversed, so that of two files with one name the first in order is the one that is imported.
        self.sources = {_stem(path): (path, sources[path]) for path in sorted(sources, reverse=True)}
        self.folders = {part for path in sources for part in path.split("/")[:-1]}
        self.statement_wall_s = statement_wall_s
        self.notes: list[str] = []

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a file of the submission, or a folder that holds one."""
        last = fullname.rpartition(".")[2]
        if last in self.sources:
            return ModuleSpec(fullname, self)
        if last in self.folders:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return the module that the file has under its plain name, so that it runs once only."""
        stem = spec.name.rpartition(".")[2]
        if stem in self.sources and spec.name != stem:
            return __import__(stem)
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run the file."""
        stem = module.__name__.rpartition(".")[2]
        if stem in self.sources and not hasattr(module, "__file__"):
            path, source = self.sources[stem]
            module.__file__ = path
            run_statements(source, module, self.notes, self.statement_wall_s)

    def load(self, path: str) -> ModuleType:
        """Run the file at `path` and return its module.

        Raises:
            SyntaxError: the file is not Python.
        """
        stem = _stem(path)
        module = ModuleType(stem)
        module.__file__ = path
        sys.modules[stem] = module
        run_statements(self.sources[stem][1], module, self.notes, self.statement_wall_s)
        return module


def run_statements(source: str, module: ModuleType, notes: list[str], statement_wall_s: float) -> None:
    """Run each top-level statement of `source` in `module`; failures are added to `notes`."""
    filename = str(module.__file__)
    tree = ast.parse(source, filename)
    flags = 0
    for statement in tree.body:
        try:
            flags |= _future_flags(statement)
            code = _compile(statement, filename, flags)
            with _time_limit(statement_wall_s):
                exec(code, module.__dict__)  # noqa: S102 - running the student's code is what this process is for
        except BaseException as error:  # noqa: BLE001 - student code may raise anything
            if len(notes) < MAX_NOTES:
                notes.append(f"{filename}, line {statement.lineno}: {describe(error)}")


def describe(error: BaseException) -> str:
    """Name an exception in one short line, whatever its own `__str__` does."""
    if isinstance(error, StatementTimeout):
        return "this statement was stopped: it ran too long"
    if isinstance(error, SystemExit):
        return "this statement called exit()"
    return f"{type(error).__name__}: {exception_text(error)}"[:MAX_TEXT]


def exception_text(error: BaseException) -> str:
    """Return what `str(error)` says, or nothing where that itself fails."""
    try:
        return str(error)[:MAX_TEXT]
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        return ""


def exit_like_the_prompt(code: object = None) -> None:
    """Do what `exit` and `quit` do, which Python without `site` does not define."""
    raise SystemExit(code)


def install(finder: SourceFinder) -> None:
    """Make the submission importable, and give it the built-ins that a prompt has."""
    sys.meta_path.append(finder)
    for name in ("exit", "quit"):
        setattr(builtins, name, exit_like_the_prompt)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


def _compile(statement: ast.stmt, filename: str, flags: int) -> CodeType:
    tree = ast.Module([statement], [])
    code: CodeType = compile(tree, filename, "exec", flags=flags, dont_inherit=True)
    return code


def _future_flags(statement: ast.stmt) -> int:
    if not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
        return 0
    features: list[Any] = [getattr(__future__, alias.name, None) for alias in statement.names]
    return sum(feature.compiler_flag for feature in features if feature is not None)


@contextlib.contextmanager
def _time_limit(wall_s: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set alarms; the grader's own limit still holds
        return
    previous = signal.signal(signal.SIGALRM, _raise_timeout)
    signal.setitimer(signal.ITIMER_REAL, wall_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _raise_timeout(_signum: int, _frame: object) -> None:
    raise StatementTimeout
