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
import time
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from grader.worker.paths import Found, Paths, to_package

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NOTES = 20
MAX_TEXT = 300
UNREPLACEABLE = frozenset(("builtins", "numpy", "sys"))


class StatementTimeout(BaseException):
    """A top-level statement ran longer than it may."""


class SourceFinder(MetaPathFinder, Loader):
    """Makes every file of a submission importable. Each runs once, under whatever names it is imported."""

    def __init__(self, sources: dict[str, str], main: str, statement_wall_s: float, definitions_only: bool) -> None:
        self.sources = sources
        self.main = main
        self.paths = Paths(list(sources), main)
        self.modules: dict[str, ModuleType] = {}
        self.statement_wall_s = statement_wall_s
        self.definitions_only = definitions_only
        self.notes: list[str] = []

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find what the standard library and NumPy do not have."""
        return self.to_spec(fullname, self.paths.find_far(fullname))

    def to_spec(self, fullname: str, found: Found | None) -> ModuleSpec | None:
        """Return what the import system needs to know of a file."""
        if found is None:
            return None
        return ModuleSpec(fullname, self, origin=found.path, is_package=found.is_package)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return the module that already ran for this file, if there is one."""
        return self.modules.get(spec.origin or "")

    def exec_module(self, module: ModuleType) -> None:
        """Run the file, unless it has run already or there is none."""
        path = module.__spec__.origin if module.__spec__ is not None else None
        if path and path not in self.modules:
            self._run(module, path)

    def load_main(self) -> ModuleType:
        """Run the main file and return its module.

        Raises:
            SyntaxError: the file is not Python.
        """
        package = to_package(self.main)
        module = ModuleType(f"{package}.{_stem(self.main)}".lstrip("."))
        module.__package__ = package
        sys.modules[module.__name__] = module
        self._run(module, self.main)
        return module

    def _run(self, module: ModuleType, path: str) -> None:
        self.modules[path] = module
        module.__file__ = path
        wall_s, only = self.statement_wall_s, self.definitions_only
        run_statements(self.sources[path], module, self.notes, wall_s, definitions_only=only)


class NearFinder(MetaPathFinder):
    """Finds the files beside the main one and at the top, which come before the standard library."""

    def __init__(self, finder: SourceFinder) -> None:
        self._finder = finder

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a near file."""
        return self._finder.to_spec(fullname, self._finder.paths.find_near(fullname))


def run_statements(
    source: str, module: ModuleType, notes: list[str], statement_wall_s: float, *, definitions_only: bool
) -> None:
    """Run each top-level statement of `source` in `module`; failures are added to `notes`.

    With `definitions_only`, statements that do more than import, define or assign are left out.
    """
    filename = str(module.__file__)
    tree = ast.parse(source, filename)
    compile(source, filename, "exec", dont_inherit=True)  # finds what parsing does not, such as a stray `break`
    flags = 0
    for statement in tree.body:
        if definitions_only and not _is_definition(statement):
            continue
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
    return f"{type(error).__name__}: {exception_text(error)}".removesuffix(": ")[:MAX_TEXT]


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
    """Make the submission importable, and give it the built-ins that a prompt has.

    A module of the standard library that this process has loaded for itself is forgotten if the submission
    has one of its name, so that its own import finds it.
    """
    sys.meta_path.insert(0, NearFinder(finder))
    sys.meta_path.append(finder)
    for name in finder.paths.near_names - UNREPLACEABLE:
        sys.modules.pop(name, None)
    for name in ("exit", "quit"):
        setattr(builtins, name, exit_like_the_prompt)


def _is_definition(statement: ast.stmt) -> bool:
    """Whether a statement does no more than import, define, or assign what a plain call or a value gives."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Pass):
        return True
    if isinstance(statement, ast.Try):
        handled = [inner for handler in statement.handlers for inner in handler.body]
        return all(map(_is_definition, [*statement.body, *handled, *statement.orelse, *statement.finalbody]))
    if isinstance(statement, ast.If):
        return all(map(_is_definition, [*statement.body, *statement.orelse]))
    assigns = isinstance(statement, ast.Assign | ast.AnnAssign)
    return assigns and sum(isinstance(node, ast.Call) for node in ast.walk(statement)) <= 1


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
    started = time.monotonic()
    previous = signal.signal(signal.SIGALRM, _raise_timeout)
    left_s, _ = signal.setitimer(signal.ITIMER_REAL, wall_s)
    try:
        yield
    finally:
        # The limit of an outer statement, which imports the file that this one is in, goes on.
        resumed_s = max(left_s - (time.monotonic() - started), 0.001) if left_s else 0
        signal.setitimer(signal.ITIMER_REAL, resumed_s)
        signal.signal(signal.SIGALRM, previous)


def _raise_timeout(_signum: int, _frame: object) -> None:
    raise StatementTimeout
