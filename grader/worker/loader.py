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
    """Makes every file of a submission importable, by its name alone or with its folders.

    A name alone is looked for beside the main file first, then in the folders nearest to the top, as a
    student's own Python would find it there. Each file runs once, under whatever names it is imported.
    """

    def __init__(self, sources: dict[str, str], main: str, statement_wall_s: float, definitions_only: bool) -> None:
        beside = main.rpartition("/")[0]
        order = sorted(sources, key=lambda path: (path.rpartition("/")[0] != beside, path.count("/"), path))
        self.sources = sources
        self.main = main
        self.by_suffix = {suffix: path for path in reversed(order) for suffix in _suffixes(path)}
        self.folders = {suffix for path in sources for folder in _parents(path) for suffix in _suffixes(folder)}
        self.modules: dict[str, ModuleType] = {}
        self.statement_wall_s = statement_wall_s
        self.definitions_only = definitions_only
        self.notes: list[str] = []

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a file of the submission, or a folder that holds one."""
        if self._find_file(fullname) is not None:
            return ModuleSpec(fullname, self)
        if fullname.replace(".", "/") in self.folders:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return the module that already ran for this file, if there is one."""
        return self.modules.get(self._path_of(spec.name))

    def exec_module(self, module: ModuleType) -> None:
        """Run the file, or the `__init__.py` of a folder if it has one."""
        name = module.__spec__.name if module.__spec__ is not None else module.__name__
        path = self._path_of(name)
        if path in self.sources and path not in self.modules:
            self._run(module, path)

    def load_main(self) -> ModuleType:
        """Run the main file and return its module.

        Raises:
            SyntaxError: the file is not Python.
        """
        module = ModuleType(_stem(self.main))
        module.__package__ = self.main.rpartition("/")[0].replace("/", ".")
        sys.modules[module.__name__] = module
        self._run(module, self.main)
        return module

    def _run(self, module: ModuleType, path: str) -> None:
        self.modules[path] = module
        module.__file__ = path
        wall_s, only = self.statement_wall_s, self.definitions_only
        run_statements(self.sources[path], module, self.notes, wall_s, definitions_only=only)

    def _find_file(self, fullname: str) -> str | None:
        return self.by_suffix.get(fullname.replace(".", "/") + ".py")

    def _path_of(self, fullname: str) -> str:
        return self._find_file(fullname) or self.by_suffix.get(fullname.replace(".", "/") + "/__init__.py", "")


def run_statements(
    source: str, module: ModuleType, notes: list[str], statement_wall_s: float, *, definitions_only: bool
) -> None:
    """Run each top-level statement of `source` in `module`; failures are added to `notes`.

    With `definitions_only`, statements that do more than import, define or assign are left out.
    """
    filename = str(module.__file__)
    tree = ast.parse(source, filename)
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

    Like the folder of a script, a submission comes before the standard library; but what the standard
    library and NumPy have already loaded stays what it is.
    """
    sys.meta_path.insert(0, finder)
    for name in ("exit", "quit"):
        setattr(builtins, name, exit_like_the_prompt)


def _is_definition(statement: ast.stmt) -> bool:
    """Whether a statement imports, defines a function or class, or assigns without calling anything."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    assigns = isinstance(statement, ast.Assign | ast.AnnAssign)
    return assigns and not any(isinstance(node, ast.Call) for node in ast.walk(statement))


def _suffixes(path: str) -> list[str]:
    """Return `a/b/c.py`, `b/c.py` and `c.py`."""
    parts = path.split("/")
    return ["/".join(parts[i:]) for i in range(len(parts))]


def _parents(path: str) -> list[str]:
    """Return `a/b` and `a` for `a/b/c.py`."""
    return [path[:i] for i, character in enumerate(path) if character == "/"]


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
