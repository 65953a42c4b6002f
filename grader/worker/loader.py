"""Runs the files of a submission, one top-level statement at a time.

A statement that fails costs only itself: a demo at the end of a file that needs a missing data set does
not take the functions above it along. So does a notebook's cell that is not Python. Every failure is a note.

A file is a sequence of chunks, pairs of a label and a text that run in one module: `(("a/b.py", text),)` for a
Python file, `(("c.ipynb, cell 1", text), ...)` for a notebook. The label stands in the place of a file name in
code objects, so that notes and exceptions name the cell.
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
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Source: TypeAlias = tuple[tuple[str, str], ...]

MAX_NOTES = 20
MAX_TEXT = 300


class StatementTimeout(BaseException):
    """A top-level statement ran longer than it may."""


class SourceFinder(MetaPathFinder, Loader):
    """Makes every file of a submission importable, by its name alone or with its folders.

    A name alone is looked for beside the main file first, then in the folders nearest to the top, as a
    student's own Python would find it there. Each file runs once, under whatever names it is imported.
    """

    def __init__(self, sources: dict[str, Source], main: str, limits: dict[str, Any]) -> None:
        beside = main.rpartition("/")[0]
        order = sorted(sources, key=lambda path: (path.rpartition("/")[0] != beside, path.count("/"), path))
        self.sources = sources
        self.main = main
        self.by_suffix = {suffix: path for path in reversed(order) for suffix in _suffixes(path)}
        self.folders = {suffix for path in sources for folder in _parents(path) for suffix in _suffixes(folder)}
        self.modules: dict[str, ModuleType] = {}
        self.runner = Runner(limits["statement_wall_s"], limits["definitions_only"], limits["stopped"])

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
            SyntaxError: it is a `.py` file, and not Python.
        """
        module = ModuleType(_stem(self.main))
        module.__package__ = self.main.rpartition("/")[0].replace("/", ".")
        sys.modules[module.__name__] = module
        self._run(module, self.main)
        return module

    def _run(self, module: ModuleType, path: str) -> None:
        self.modules[path] = module
        module.__file__ = path
        self.runner.run(self.sources[path], module)

    def _find_file(self, fullname: str) -> str | None:
        return self.by_suffix.get(fullname.replace(".", "/") + ".py")

    def _path_of(self, fullname: str) -> str:
        return self._find_file(fullname) or self.by_suffix.get(fullname.replace(".", "/") + "/__init__.py", "")


class Runner:
    """Runs sources statement by statement, and keeps notes of those that failed.

    With `definitions_only`, statements that do more than import, define or assign are left out. A statement in
    `stopped`, by label and line, ran too long in an earlier worker and is not tried again.
    """

    def __init__(self, statement_wall_s: float, definitions_only: bool, stopped: list[tuple[str, int]]) -> None:
        self.statement_wall_s = statement_wall_s
        self.definitions_only = definitions_only
        self.stopped = list(stopped)
        self.notes: list[str] = []

    def run(self, source: Source, module: ModuleType) -> None:
        """Run the chunks of a file in `module`, one after the other.

        Raises:
            SyntaxError: a file that is a single text is not Python.
        """
        flags = 0
        for label, text in source:
            try:
                statements = ast.parse(text, label).body
            except Exception as error:  # not always a SyntaxError: what is nested deeply exhausts the parser
                if label == module.__file__:
                    raise
                self._note(f"{label}, line {getattr(error, 'lineno', None) or 1}", error)
                continue
            for statement in statements:
                flags = self._run_statement(statement, label, module, flags)

    def _run_statement(self, statement: ast.stmt, label: str, module: ModuleType, flags: int) -> int:
        """Run one statement; return the compiler's flags for those after it."""
        place = (label, statement.lineno)
        if self.definitions_only and not _is_definition(statement):
            return flags
        try:
            if place in self.stopped:
                raise StatementTimeout
            flags |= _future_flags(statement)
            code = _compile(statement, label, flags)
            with _time_limit(self.statement_wall_s):
                exec(code, module.__dict__)  # noqa: S102 - running the student's code is what this process is for
        except BaseException as error:  # noqa: BLE001 - student code may raise anything
            if isinstance(error, StatementTimeout) and place not in self.stopped:
                self.stopped.append(place)
            self._note(f"{label}, line {statement.lineno}", error)
        return flags

    def _note(self, where: str, error: BaseException) -> None:
        if len(self.notes) < MAX_NOTES:
            self.notes.append(f"{where}: {describe(error)}")


def describe(error: BaseException) -> str:
    """Name an exception in one short line, whatever its own `__str__` does."""
    if isinstance(error, StatementTimeout):
        return "this statement was stopped: it ran too long"
    if isinstance(error, SystemExit):
        return "this statement called exit()"
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {syntax_text(error)}"[:MAX_TEXT]
    return f"{type(error).__name__}: {exception_text(error)}".removesuffix(": ")[:MAX_TEXT]


def syntax_text(error: SyntaxError) -> str:
    """Return what is wrong with a text that is not Python, and name what was right in Python 2."""
    text = str(error.msg)[:MAX_TEXT]
    if text.startswith("Missing parentheses in call to 'print'"):
        return "this is a print statement of Python 2; Python 3 needs print(...)"
    return text


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
