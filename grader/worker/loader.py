"""Runs the files of a submission, one top-level statement at a time.

A statement that fails is skipped and the rest still runs: a demo at the end of a file that needs a missing data set
does not cost the functions above it. A notebook cell with a syntax error is skipped, too. Every failure is a note.

A file is a sequence of chunks, pairs of a label and a text that run in one module: `(("a/b.py", text),)` for a
Python file, `(("c.ipynb, cell 1", text), ...)` for a notebook. The label is the file name in code objects, so notes
and exceptions name the cell.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import math
import signal
import sys
import threading
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from time import monotonic  # students may replace what is in `time`
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.worker.absences import ONLY_NUMPY
from grader.worker.causes import STAR, Loss, explain_loss
from grader.worker.import_paths import Found, Paths, to_package
from grader.worker.products import explain_shapes
from grader.worker.stand_ins import Inert
from grader.worker.statements import Place, find_bound_names, guess_bound_names, is_definition, may_hang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Source: TypeAlias = tuple[tuple[str, str], ...]
# Returns a context manager that raises StatementTimeout in its body after the given number of seconds. Limits may be
# nested: an outer one stands still meanwhile.
TimeLimit: TypeAlias = "Callable[[float], contextlib.AbstractContextManager[None]]"
# Is told the place of a statement that is "running" or was "stopped".
Tell: TypeAlias = "Callable[[str, Place], None]"

MAX_NOTES = 20
MAX_TEXT = 300
MAX_LINES = 30
# Once the time for experiments is used up, each gets this long, so that cheap ones still run. When these have taken
# half as much again, each gets the least.
BRIEF_S = 0.1
LEAST_S = 0.005
UNREPLACEABLE = frozenset(("builtins", "numpy", "sys"))


class StatementTimeout(BaseException):
    """A top-level statement exceeded its time limit."""


def tell_nobody(_kind: str, _place: Place) -> None:
    """Do nothing."""


class SourceFinder(MetaPathFinder, Loader):
    """Makes every file of a submission importable. Each runs once, even if it is imported under several names."""

    def __init__(
        self,
        sources: dict[str, Source],
        main: str,
        limits: dict[str, Any],
        time_limit: TimeLimit | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.sources = sources
        self.main = main
        self.paths = Paths(list(sources), main)
        self.modules: dict[str, ModuleType] = {}
        self.runner = Runner(limits, time_limit, tell)

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a file for a module that is not in the standard library or NumPy."""
        return self.to_spec(fullname, self.paths.find_far(fullname))

    def to_spec(self, fullname: str, found: Found | None) -> ModuleSpec | None:
        """Return the import spec of a file; None for None."""
        if found is None:
            return None
        return ModuleSpec(fullname, self, origin=found.path, is_package=found.is_package)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return the file's module if it has run already."""
        return self.modules.get(spec.origin or "")

    def exec_module(self, module: ModuleType) -> None:
        """Run the file unless it has run already; a namespace package has none."""
        path = module.__spec__.origin if module.__spec__ is not None else None
        if path and path not in self.modules:
            self._run(module, path)

    def load_main(self) -> ModuleType:
        """Run the main file and return its module.

        Raises:
            SyntaxError: it is a `.py` file that does not parse; other exceptions of the parser are raised as well.
        """
        package = to_package(self.main)
        module = ModuleType(f"{package}.{_stem(self.main)}".lstrip("."))
        module.__package__ = package
        sys.modules[module.__name__] = module
        self._run(module, self.main)
        self.runner.note_skipped()
        return module

    def _run(self, module: ModuleType, path: str) -> None:
        self.modules[path] = module
        module.__file__ = path
        if any(label != path for label, _ in self.sources[path]):  # IPython defines these in every notebook
            module.__dict__.update(display=Inert(), get_ipython=Inert())
        self.runner.run(self.sources[path], module)


class NearFinder(MetaPathFinder):
    """Finds the files next to the main file and at the top, which shadow the standard library."""

    def __init__(self, finder: SourceFinder) -> None:
        self._finder = finder

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a file next to the main file or at the top."""
        return self._finder.to_spec(fullname, self._finder.paths.find_near(fullname))


class Runner:
    """Runs sources statement by statement and keeps notes on the statements that failed.

    Args:
        limits: `statement_wall_s` for each statement, and `experiments_wall_s` for all together that are not imports or
            definitions; later ones get `BRIEF_S` or less. With `definitions_only`, these are skipped. The statements
            in `stopped` timed out in an earlier worker and are not run again.
    """

    def __init__(
        self,
        limits: dict[str, Any],
        time_limit: TimeLimit | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.statement_wall_s: float = limits["statement_wall_s"]
        self.experiments_wall_s: float = limits["experiments_wall_s"]
        self.definitions_only: bool = limits["definitions_only"]
        self.stopped: list[Place] = list(limits["stopped"])
        self.time_limit = time_limit or alarm
        self.tell = tell or tell_nobody
        self.notes: list[str] = []
        self.lost: dict[str, Loss] = {}  # names not defined because a statement failed
        self.texts: dict[str, str] = {}  # of what has run, by label
        self._skipped: dict[str, list[int]] = {}  # lines by label
        self._slow: dict[str, list[str]] = {}  # lines or cells that were stopped, by file
        self._slow_at: dict[str, int] = {}  # the place of the note on them
        self._spent_s = 0.0
        self._running: Place | None = None

    def run(self, source: Source, module: ModuleType) -> None:
        """Run the chunks of a file in `module`, one after the other.

        Raises:
            SyntaxError: a `.py` file does not parse; a cell of a notebook becomes a note instead.
        """
        # The statements of an imported file have limits of their own, so the import itself has none meanwhile.
        with self.time_limit(math.inf):
            flags = 0
            for label, text in source:
                for statement in self._parse(label, text, module):
                    flags = self._run_statement(statement, label, module, flags)

    def _parse(self, label: str, text: str, module: ModuleType) -> list[ast.stmt]:
        is_cell = label != module.__file__
        self.texts[label] = text
        try:
            statements = ast.parse(text, label).body
            # Finds errors that parsing does not, e.g. a stray `break`.
            compile(text, label, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if is_cell else 0, dont_inherit=True)
        except Exception as error:  # not always a SyntaxError: deep nesting exhausts the parser
            if not is_cell:
                raise
            place = f"{label}, line {getattr(error, 'lineno', None) or 1}"
            described = describe_error(error)
            self._note(place, described)
            loss = Loss(place, f"its cell is not valid Python: {place}: {described}")
            self.lost |= dict.fromkeys(guess_bound_names(text), loss)
            return []
        return statements

    def _run_statement(self, statement: ast.stmt, label: str, module: ModuleType, flags: int) -> int:
        """Run one statement; return the compiler flags for the next ones."""
        place = (label, statement.lineno, statement.col_offset)
        if self.definitions_only and not is_definition(statement):
            self._skip(statement, label)
            return flags
        try:
            if place in self.stopped:
                raise StatementTimeout
            flags |= _future_flags(statement)
            self._execute(statement, _compile(statement, label, flags), place, module)
            if self.lost:
                for name in find_bound_names(statement) - {STAR}:  # another `import *` defines other names
                    self.lost.pop(name, None)
        except BaseException as error:  # noqa: BLE001 - student code may raise anything
            if isinstance(error, StatementTimeout) and place not in self.stopped:
                self.stopped.append(place)
                self.tell("stopped", place)
            self._lose(statement, label, error, module)
        return flags

    def _lose(self, statement: ast.stmt, label: str, error: BaseException, module: ModuleType) -> None:
        """Note that a statement failed, and why the names that it should define are not defined."""
        where, more = f"{label}, line {statement.lineno}", ""
        if isinstance(error, SyntaxError) and isinstance(error.filename, str) and error.filename != label:
            more = f" ({error.filename[:MAX_TEXT]}, line {error.lineno})"  # in a file that it imports
        described = f"{self._describe(error, label)}{more}"
        if isinstance(error, StatementTimeout):
            self._note_stopped(where, label, str(module.__file__))
        else:
            self._note(where, described)
        earlier = self._find_loss(error)
        rule = ONLY_NUMPY if isinstance(error, ModuleNotFoundError) else earlier.rule if earlier else ""
        loss = explain_loss(statement, where, f"{described}{self.find_cause(error)}", rule)
        names = find_bound_names(statement)
        if isinstance(error, ImportError):  # what failed in the imported file says more
            names -= self.lost.keys()
        self.lost |= dict.fromkeys(names, loss)

    def _note_stopped(self, where: str, label: str, file: str) -> None:
        """Note a statement that was stopped, in one note with the others of its file: there may be dozens."""
        is_cell = label != file
        noun, way_out = ("cell", ", or mark {} with # grader: skip") if is_cell else ("line", "")
        places = self._slow.setdefault(file, [])
        places.append(label.rpartition(" ")[2] if is_cell else where.rpartition(" ")[2])
        if len(places) == 1:
            text = f"{where}: {describe_error(StatementTimeout())}{way_out.format('its cell')}"
            self._slow_at[file] = len(self.notes)
            self._add(text)
        elif self._slow_at[file] < len(self.notes):
            named = _list_places(noun, list(dict.fromkeys(places)))
            text = (
                f"{file}, {named}: statements ran too long and were stopped; remove them{way_out.format('the cells')}"
            )
            self.notes[self._slow_at[file]] = text

    def _skip(self, statement: ast.stmt, label: str) -> None:
        self._skipped.setdefault(label, []).append(statement.lineno)
        where = f"{label}, line {statement.lineno}"
        loss = Loss(where, f"{where} was not run, as the file takes too long to load")
        self.lost |= dict.fromkeys(find_bound_names(statement), loss)

    def _describe(self, error: BaseException, label: str) -> str:
        """Describe an exception of a statement in one line; if shapes do not fit, by the operation that failed."""
        told = explain_shapes(error, self.texts, label)
        return f"{type(error).__name__}: {told}"[:MAX_TEXT] if told else describe_error(error)

    def find_cause(self, error: BaseException) -> str:
        """Name the failed statement that should have defined the missing name of a NameError."""
        loss = self._find_loss(error)
        if loss is None:
            return ""
        return f"; it should be defined by {loss.place}, which failed" + (f". {loss.rule}" if loss.rule else "")

    def _find_loss(self, error: BaseException) -> Loss | None:
        name = error.name if isinstance(error, NameError) and isinstance(error.name, str) else ""
        return self.lost.get(name)

    def _execute(self, statement: ast.stmt, code: CodeType, place: Place, module: ModuleType) -> None:
        outer, spent_s, started = self._running, self._spent_s, monotonic()
        if may_hang(statement):
            self._running = place
            self.tell("running", place)
        try:
            with self.time_limit(self._find_limit(statement)):
                exec(code, module.__dict__)  # noqa: S102 - running the student's code is what this process is for
        finally:
            self._spent_s = spent_s + monotonic() - started
            if self._running is not outer:
                self._running = outer
                if outer is not None:
                    self.tell("running", outer)

    def _find_limit(self, statement: ast.stmt) -> float:
        """Return the time limit of a statement in seconds."""
        if is_definition(statement):
            return self.statement_wall_s
        least_s = BRIEF_S if self._spent_s < 1.5 * self.experiments_wall_s else LEAST_S
        return min(self.statement_wall_s, max(self.experiments_wall_s - self._spent_s, least_s))

    def note_skipped(self) -> None:
        """Note the lines that `definitions_only` left out."""
        for label, lines in self._skipped.items():
            self._add(f"{label}: {_list_places('line', list(map(str, lines)))} not run")

    def _note(self, where: str, described: str) -> None:
        self._add(f"{where}: {described}", f"{where} failed as well; any further failures are not listed")

    def _add(self, text: str, last: str = "") -> None:
        """Add a note; the last one that has room says that there are more."""
        if len(self.notes) < MAX_NOTES:
            self.notes.append(text if len(self.notes) < MAX_NOTES - 1 else last or text)


def _list_places(noun: str, numbers: list[str]) -> str:
    more = f" and {len(numbers) - MAX_LINES} more" if len(numbers) > MAX_LINES else ""
    return f"{noun}{'s' * (len(numbers) > 1)} {', '.join(numbers[:MAX_LINES])}{more}"


def describe_error(error: BaseException) -> str:
    """Describe an exception in one short line, even if its `__str__` fails."""
    if isinstance(error, StatementTimeout):
        return "this statement ran too long and was stopped; remove it"
    if isinstance(error, SystemExit):
        return "this statement called exit(); remove it"
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {syntax_text(error)}"[:MAX_TEXT]
    described = f"{type(error).__name__}: {exception_text(error)}".removesuffix(": ")[:MAX_TEXT]
    return f"{described}. {ONLY_NUMPY}" if isinstance(error, ModuleNotFoundError) else described


def syntax_text(error: SyntaxError) -> str:
    """Return the message of a syntax error, with a clearer one for Python 2's print and for a top-level await."""
    text = str(error.msg)[:MAX_TEXT]
    if text.startswith("Missing parentheses in call to 'print'"):
        return "this is a Python 2 print statement; write print(...)"
    if text == "'await' outside function":
        return "await outside a function works only in Jupyter; remove it"
    return text


def exception_text(error: BaseException) -> str:
    """Return `str(error)`, cut to `MAX_TEXT` characters; empty if it fails."""
    if type(error).__name__ == "BdbQuit":  # from a debugger without a terminal
        return "breakpoint() works only under pytest; remove it"
    try:
        text = str(error)[:MAX_TEXT]
        return "input() does not work here; use a fixed value" if text == "EOF when reading a line" else text
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        return ""


def exit_like_the_prompt(code: object = None) -> None:
    """Raise SystemExit, as `exit` and `quit` do; Python without `site` does not define them."""
    raise SystemExit(code)


def install_imports(finder: SourceFinder) -> None:
    """Make the submission importable, and add the built-ins of the interactive prompt.

    A module of the standard library that this process has imported is removed from `sys.modules` if the submission
    has a file of that name, so the submission imports its own.
    """
    sys.meta_path.insert(0, NearFinder(finder))
    sys.meta_path.append(finder)
    for name in finder.paths.near_names - UNREPLACEABLE:
        sys.modules.pop(name, None)
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
def alarm(wall_s: float) -> Iterator[None]:
    """Raise StatementTimeout after `wall_s` seconds, which may be infinite, by SIGALRM, which Windows does not have."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set signal handlers; the grader's own deadline still applies
        return
    previous = signal.signal(signal.SIGALRM, _raise_timeout)
    left_s, _ = signal.setitimer(signal.ITIMER_REAL, 0 if wall_s == math.inf else wall_s)
    try:
        yield
    finally:
        # Resume the alarm of an outer statement: the one that imports this file.
        signal.setitimer(signal.ITIMER_REAL, left_s)
        signal.signal(signal.SIGALRM, previous)


def _raise_timeout(_signum: int, _frame: object) -> None:
    raise StatementTimeout
