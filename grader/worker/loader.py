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
import re
import signal
import sys
import threading
import time
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.worker.import_paths import Found, Paths, to_package
from grader.worker.stand_ins import Inert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Source: TypeAlias = tuple[tuple[str, str], ...]
# Raises StatementTimeout in what runs inside it after so many seconds.
TimeLimit: TypeAlias = "Callable[[float], contextlib.AbstractContextManager[None]]"

MAX_NOTES = 20
MAX_TEXT = 300
_DEFINITION = re.compile(r"^(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+)?(\w+)[ \t]*(?=[=(:])", re.MULTILINE)
UNREPLACEABLE = frozenset(("builtins", "numpy", "sys"))


class StatementTimeout(BaseException):
    """A top-level statement ran longer than it may."""


class SourceFinder(MetaPathFinder, Loader):
    """Makes every file of a submission importable. Each runs once, under whatever names it is imported."""

    def __init__(
        self, sources: dict[str, Source], main: str, limits: dict[str, Any], time_limit: TimeLimit | None = None
    ) -> None:
        self.sources = sources
        self.main = main
        self.paths = Paths(list(sources), main)
        self.modules: dict[str, ModuleType] = {}
        self.runner = Runner(limits["statement_wall_s"], limits["definitions_only"], limits["stopped"], time_limit)

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
            SyntaxError: it is a `.py` file, and not Python.
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
        if any(label != path for label, _ in self.sources[path]):  # what IPython gives to every notebook
            module.__dict__.update(display=Inert(), get_ipython=Inert())
        self.runner.run(self.sources[path], module)


class NearFinder(MetaPathFinder):
    """Finds the files beside the main one and at the top, which come before the standard library."""

    def __init__(self, finder: SourceFinder) -> None:
        self._finder = finder

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a near file."""
        return self._finder.to_spec(fullname, self._finder.paths.find_near(fullname))


class Runner:
    """Runs sources statement by statement, and keeps notes of those that failed.

    With `definitions_only`, statements that do more than import, define or assign are left out. A statement in
    `stopped`, by label and line, ran too long in an earlier worker and is not tried again.
    """

    def __init__(
        self,
        statement_wall_s: float,
        definitions_only: bool,
        stopped: list[tuple[str, int]],
        time_limit: TimeLimit | None = None,
    ) -> None:
        self.statement_wall_s = statement_wall_s
        self.time_limit = time_limit or alarm
        self.definitions_only = definitions_only
        self.stopped = list(stopped)
        self.notes: list[str] = []
        self.lost: dict[str, str] = {}  # names that a failed statement should have defined, with its place

    def run(self, source: Source, module: ModuleType) -> None:
        """Run the chunks of a file in `module`, one after the other.

        Raises:
            SyntaxError: a file that is a single text is not Python.
        """
        flags = 0
        for label, text in source:
            try:
                statements = ast.parse(text, label).body
                flags_of_cell = 0 if label == module.__file__ else ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
                # Finds what parsing does not: a stray `break`.
                compile(text, label, "exec", flags=flags_of_cell, dont_inherit=True)
            except Exception as error:  # not always a SyntaxError: what is nested deeply exhausts the parser
                if label == module.__file__:
                    raise
                place = f"{label}, line {getattr(error, 'lineno', None) or 1}"
                self._note(place, error)
                self.lost |= dict.fromkeys(_DEFINITION.findall(text), place)
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
            with self.time_limit(self.statement_wall_s):
                exec(code, module.__dict__)  # noqa: S102 - running the student's code is what this process is for
            if self.lost:
                self.lost = {name: where for name, where in self.lost.items() if name not in _bound_names(statement)}
        except BaseException as error:  # noqa: BLE001 - student code may raise anything
            if isinstance(error, StatementTimeout) and place not in self.stopped:
                self.stopped.append(place)
            self._note(f"{label}, line {statement.lineno}", error)
            self.lost |= dict.fromkeys(_bound_names(statement), f"{label}, line {statement.lineno}")
        return flags

    def _note(self, where: str, error: BaseException) -> None:
        if len(self.notes) < MAX_NOTES - 1:
            self.notes.append(f"{where}: {describe_error(error)}")
        elif len(self.notes) < MAX_NOTES:
            self.notes.append(f"{where}, and perhaps others after it, failed as well")


def describe_error(error: BaseException) -> str:
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
    if text == "'await' outside function":
        return "await works outside functions in Jupyter only"
    return text


def exception_text(error: BaseException) -> str:
    """Return what `str(error)` says, or nothing where that itself fails."""
    if type(error).__name__ == "BdbQuit":  # from a debugger that found no keyboard
        return "a breakpoint() works under pytest only; take it out"
    try:
        text = str(error)[:MAX_TEXT]
        return "input() has nobody to ask here" if text == "EOF when reading a line" else text
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        return ""


def exit_like_the_prompt(code: object = None) -> None:
    """Do what `exit` and `quit` do, which Python without `site` does not define."""
    raise SystemExit(code)


def install_imports(finder: SourceFinder) -> None:
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


def _bound_names(statement: ast.stmt) -> set[str]:
    """Return the names that a top-level statement defines, imports or assigns."""
    names: set[str] = set()
    left: list[ast.AST] = [statement]
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)  # what is in it is its own
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
        left += ast.iter_child_nodes(node)
    return names


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
def alarm(wall_s: float) -> Iterator[None]:
    """Raise StatementTimeout after `wall_s` seconds, by a signal, which Windows does not have."""
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
