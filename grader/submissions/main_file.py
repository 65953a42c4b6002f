"""Finds the file that defines an exercise's functions by inspecting the sources without running them.

The file named after the exercise comes first: a `.py` file before a notebook, then the one nearest to the top. A copy
of it in the same folder, such as `NAME (1).py` or `NAME_v2.py`, replaces it if its number or its time says that it is
newer; `grader.submissions.versions` decides that.
Without one, it is the file that defines most of the exercise's functions at its top level, and at least half of
them, or a helper of the same name would count as an attempt; ties go to the file nearest to the top. If there was a
choice, the notes name the file that was used.

Where there are several attempts, `grader.submissions.attempts`, the rules apply to the latest one first.

Students work either in the stub or in the notebook and leave the other unchanged. A file in which all of the
exercise's functions are still stubs is therefore replaced by a file of the other kind. It is not replaced by a `.py`
file of another name: that is usually the next exercise, with a helper of the same name in it.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from grader.submissions.attempts import find_attempts, rank_paths, tell_attempt
from grader.submissions.source_file import depth_first
from grader.submissions.versions import find_newer, natural_key, order_versions, tell_choice, to_version
from grader.text import one_line, quote_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from grader.submissions.versions import Time
    from grader.worker.loader import Source

NO_TIMES: Mapping[str, Time] = MappingProxyType({})
OWN_NAME = "it has the exercise's own name, and nothing says that another is newer"
MORE_WRITTEN = "more of its functions are written"
MAX_NOTES = 10
# Parsing takes a thousand times a text's size in memory, and seconds per megabyte; longer texts are searched by regex.
MAX_PARSED_CHARS = 200_000
MAX_PARSED_TOTAL_CHARS = 1_000_000
# Each field of an f-string costs another look at the text: https://github.com/python/cpython/issues/155525
MAX_PARSED_BRACES = 5_000
_DEFINITION = re.compile(r"^(?:(?:async[ \t]+)?def[ \t]+(?P<def>\w+)|(?P<name>\w+)[ \t]*=(?!=))", re.MULTILINE)
_DEF = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
MAX_NESTED = 500
_DIGITS = re.compile(r"\d+")
_IMPORT = re.compile(r"^from[ \t]+\S+[ \t]+import[ \t]+([^\n#]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outline:
    """The names that a file defines at its top level.

    Attributes:
        defined: each name with the number of its `def`s and the place of the last one.
        imported: names that are imported from other modules.
        unwritten: names defined by a stub, which only raises NotImplementedError.
        saved: when the file was saved, if that is known.
        definitions: the functions and classes at the top level, in order.
        nested: functions that are defined deeper, each with its place: a method of a class, for example.
    """

    defined: dict[str, tuple[int, str]]
    imported: frozenset[str]
    unwritten: frozenset[str] = frozenset()
    saved: Time = ()
    definitions: tuple[str, ...] = ()
    nested: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MainFile:
    """The file that defines an exercise's functions, None if there is none, and notes on the choice."""

    path: str | None
    notes: tuple[str, ...] = ()


def find_outlines(
    files: Mapping[str, Source], saved: Mapping[str, Time] = NO_TIMES, tell: Callable[[str], None] = lambda _: None
) -> dict[str, Outline]:
    """Return the outline of each file; `tell` is told which one is being read, before it is."""
    outlines, left = {}, MAX_PARSED_TOTAL_CHARS
    for path, source in files.items():
        tell(f"reading {one_line(path, 120)}")
        left -= sum(len(text) for _, text in source)
        outline = _to_outline(source, MAX_PARSED_CHARS if left >= 0 else 0)
        outlines[path] = replace(outline, saved=saved.get(path, ()))
    return outlines


def find_main_file(outlines: Mapping[str, Outline], exercise_id: str, functions: Sequence[str]) -> MainFile:
    """Choose the file that defines the `functions` of an exercise, by the rules in the module's docstring."""
    series = find_attempts({path: outline.saved for path, outline in outlines.items()})
    if not series:
        return _find_in_attempt(outlines, exercise_id, functions)
    ranks = rank_paths(series, outlines)
    untouched = MainFile(None)
    for attempt in range(max(ranks.values()) + 1):
        part = {path: outline for path, outline in outlines.items() if ranks.get(path, attempt) == attempt}
        found = _find_in_attempt(part, exercise_id, functions)
        if found.path is not None and not is_untouched(outlines[found.path], functions):
            return MainFile(found.path, (*tell_attempt(series, found.path, exercise_id), *found.notes))
        untouched = untouched if untouched.path else found
    return untouched


def _find_in_attempt(outlines: Mapping[str, Outline], exercise_id: str, functions: Sequence[str]) -> MainFile:
    """Choose the file among those of one attempt, with notes on its copies and on files that were not used."""
    plain = _choose(outlines, exercise_id, functions)
    begun = {path: outline for path, outline in outlines.items() if not is_untouched(outline, functions)}
    if plain.path is None or plain.path in begun:
        return _choose(begun, exercise_id, functions)  # the same choice, without notes on untouched files
    allowed = {path: begun[path] for path in begun if _may_replace(plain.path, path, exercise_id)}
    chosen = _choose(allowed, exercise_id, functions)
    if chosen.path is None:
        return _choose(begun | {plain.path: outlines[plain.path]}, exercise_id, functions)
    used = _used(chosen.path, exercise_id)
    others = [text for text in chosen.notes if not text.startswith(used)]
    return MainFile(chosen.path, (f"{used}nothing is written in {plain.path} yet.", *others))


def _may_replace(untouched: str, path: str, exercise_id: str) -> bool:
    named = to_version(_stem(untouched)).work == exercise_id
    is_copy = to_version(_stem(path)).work == exercise_id
    return not named or is_copy or _is_notebook(untouched) != _is_notebook(path)


def is_untouched(outline: Outline, functions: Sequence[str]) -> bool:
    """Whether a file defines some of the functions, all of them as stubs."""
    defined = _both(functions, outline)
    return bool(defined) and outline.unwritten.issuperset(defined)


def _used(main: str, exercise_id: str) -> str:
    return f"{main} was used for {exercise_id}: "


def _choose(outlines: Mapping[str, Outline], exercise_id: str, functions: Sequence[str]) -> MainFile:
    named = sorted((path for path in outlines if _stem(path) == exercise_id), key=_precedence)
    if named:
        return _choose_named(outlines, exercise_id, functions, named)
    counts = {path: len(_both(functions, outline)) for path, outline in outlines.items()}
    first = min(outlines, key=lambda path: (-counts[path], depth_first(path), _precedence(path)), default="")
    if 2 * counts.get(first, 0) < len(functions):
        return MainFile(None)
    rivals = [path for path in _find_versions(outlines, first) if counts[path] == counts[first]]
    main, why = _find_latest(outlines, functions, rivals)
    choice = [tell_choice(main, [path for path in rivals if path != main], why, exercise_id)] if why else []
    note = f"{_used(main, exercise_id)}it defines {quote_list(_both(functions, outlines[main]))}."
    used = [note] if len(outlines) > 1 else []
    others = [
        f"{path} was not used for {exercise_id}, though it defines {quote_list(_both(functions, outline))}."
        for path, outline in outlines.items()
        if path != main and counts[path] and not (choice and path in rivals)
    ]
    return MainFile(main, (*used, *_find_repeated(outlines[main], functions), *choice, *others[:MAX_NOTES]))


def _choose_named(
    outlines: Mapping[str, Outline], exercise_id: str, functions: Sequence[str], named: list[str]
) -> MainFile:
    """Choose the file named after the exercise, or a copy of it that is newer."""
    named, numbered = _sort_numbered(outlines, exercise_id, named)
    exact = named[0]
    copies = [path for path in _find_versions(outlines, exact) if path != exact and _both(functions, outlines[path])]
    main, why = _find_latest(outlines, functions, [exact, *copies])
    others = [path for path in (exact, *copies) if path != main]
    times = _times(outlines, [exact, *copies])
    is_fuller = any(find_newer(_stem(exact), _stem(path), times) for path in copies)
    why = why or (MORE_WRITTEN if is_fuller else OWN_NAME)
    choice = [tell_choice(main, others, why, exercise_id)] if copies else []
    told = [path for path in named[1:] if not any(path in note for note in numbered)]
    notes = [*numbered, *(f"{path} was not used: {exact} {_why_first(exact, path)}." for path in told)]
    rest = {path: outline for path, outline in outlines.items() if path not in others}
    notes += _find_unused(rest, exercise_id, functions, [main, *named])
    return MainFile(main, (*_find_repeated(outlines[main], functions), *choice, *notes[:MAX_NOTES]))


def _sort_numbered(
    outlines: Mapping[str, Outline], exercise_id: str, named: list[str]
) -> tuple[list[str], tuple[str, ...]]:
    """Put the highest number first if the first paths differ only in numbers (`1/x.py`, `2/x.py`), with a note."""
    same = [path for path in named if _DIGITS.sub("#", path) == _DIGITS.sub("#", named[0])]
    begun = [path for path in same if outlines[path].defined.keys() - outlines[path].unwritten] or same
    if len(same) == 1:
        return named, ()
    ordered, why = order_versions(begun, {path: outlines[path].saved for path in begun})
    rest = [path for path in reversed(same) if path not in ordered]
    note = tell_choice(ordered[0], [*ordered[1:], *rest], why if ordered[1:] else MORE_WRITTEN, exercise_id)
    return [*ordered, *rest, *(path for path in named if path not in same)], (note,)


def _find_versions(outlines: Mapping[str, Outline], path: str) -> list[str]:
    """Return the versions of a file in its folder, itself included, in natural order."""
    kind, work = _is_notebook(path), to_version(_stem(path)).work
    found = [
        other
        for other in outlines
        if _folder(other) == _folder(path) and _is_notebook(other) == kind and to_version(_stem(other)).work == work
    ]
    return sorted(found, key=lambda other: (to_version(_stem(other)).is_marked, natural_key(_stem(other))))


def _find_latest(outlines: Mapping[str, Outline], functions: Sequence[str], versions: Sequence[str]) -> tuple[str, str]:
    """Return the latest of several versions, and why it is not the first; no text if it is the first.

    A version with fewer of the functions written does not replace one: it may be a template that was fetched again.
    """
    main, why = versions[0], ""
    times = _times(outlines, versions)
    if to_version(_stem(main)).is_marked and len(versions) > 1:  # there are only copies
        most = max(_count_written(outlines[path], functions) for path in versions)
        full = {_stem(path): path for path in versions if _count_written(outlines[path], functions) == most}
        ordered, why = order_versions(list(full), times)
        return full[ordered[0]], why if len(full) > 1 else MORE_WRITTEN
    for path in versions[1:]:
        written, so_far = (_count_written(outlines[p], functions) for p in (path, main))
        newer = find_newer(_stem(main), _stem(path), times) or (MORE_WRITTEN if written > so_far == 0 else "")
        if newer and written >= so_far:
            main, why = path, newer
    return main, why


def _times(outlines: Mapping[str, Outline], paths: Sequence[str]) -> dict[str, Time]:
    return {_stem(path): outlines[path].saved for path in paths}


def _count_written(outline: Outline, functions: Sequence[str]) -> int:
    return len(set(_both(functions, outline)) - outline.unwritten)


def _find_unused(
    outlines: Mapping[str, Outline], exercise_id: str, functions: Sequence[str], named: list[str]
) -> Iterator[str]:
    """Yield notes on definitions that do not count: those that the named file lacks, and any in a notebook."""
    main = outlines[named[0]]
    for path, outline in outlines.items():
        found = _both(functions, outline)
        lacking = [name for name in found if name not in main.defined and not main.imported & {name, "*"}]
        in_vain = found if _is_notebook(path) or is_untouched(main, functions) else lacking
        if path not in named and in_vain:
            yield f"{path} was not used for {exercise_id}, though it defines {quote_list(in_vain)}: " + (
                f"{named[0]} is named after the exercise. Move them there if they should count."
            )


def _find_repeated(outline: Outline, functions: Sequence[str]) -> Iterator[str]:
    for name in functions:
        times, last = outline.defined.get(name, (0, ""))
        if times > 1:
            yield f"{name} is defined {times} times; the last one counts ({last})."


def _both(functions: Sequence[str], outline: Outline) -> list[str]:
    return [name for name in functions if name in outline.defined]


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _is_notebook(path: str) -> bool:
    return path.lower().endswith(".ipynb")


def _precedence(path: str) -> tuple[bool, int, int, str, str]:
    depth, stem, name = depth_first(path)
    # A folder such as `old` or `work - Copy` comes after its neighbours.
    copies = sum(to_version(folder).is_marked for folder in path.split("/")[:-1])
    return _is_notebook(path), depth, copies, stem, name


def _why_first(main: str, other: str) -> str:
    if _precedence(main)[0] != _precedence(other)[0]:
        return "is a .py file, which comes before a notebook"
    if main.count("/") < other.count("/"):
        return "is nearer to the top"
    return "comes first in alphabetical order" if main < other else "has the highest number"


def _to_outline(source: Source, max_parsed_chars: int) -> Outline:
    defined: dict[str, tuple[int, str]] = {}
    imported: set[str] = set()
    unwritten: set[str] = set()
    definitions: list[str] = []
    nested: dict[str, str] = {}
    for label, text in source:
        tree = _parse(text, max_parsed_chars)
        if tree is not None:
            definitions += (node.name for node in tree.body if isinstance(node, _DEFINITIONS))
            nested |= _find_nested(tree, label, MAX_NESTED - len(nested))
        else:
            definitions += _DEF.findall(text)
        for name, line, is_stub in _find_names(text, tree, imported):
            times, last = defined.get(name, (0, ""))
            defined[name] = (times + 1, f"{label}, line {line}") if line else (times, last)
            (unwritten.add if is_stub else unwritten.discard)(name)
    names = tuple(dict.fromkeys(definitions))
    return Outline(defined, frozenset(imported), frozenset(unwritten), definitions=names, nested=nested)


def _parse(text: str, max_parsed_chars: int) -> ast.Module | None:
    """Return the syntax tree of a text; None if it is too large, or is not valid Python."""
    if len(text) > max_parsed_chars or text.count("{") > MAX_PARSED_BRACES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # e.g. an invalid escape, "\m"
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _find_names(text: str, tree: ast.Module | None, imported: set[str]) -> Iterator[tuple[str, int, bool]]:
    """Yield the names that a text defines at its top level, each with its line and whether it is a stub.

    The line is that of an undecorated `def`, and 0 for anything else.
    """
    if tree is None:
        yield from ((name, line, False) for name, line in _guess_names(text, imported))
        return
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                # A decorator may register several functions under one name on purpose.
                yield node.name, 0 if node.decorator_list else node.lineno, _is_stub(node)
            case ast.Assign():
                yield from ((target.id, 0, False) for target in node.targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name, 0, False
            case ast.ImportFrom():
                imported.update(alias.asname or alias.name for alias in node.names)


def _find_nested(tree: ast.Module, label: str, limit: int) -> dict[str, str]:
    """Return the functions that are defined below the top level, each with its place."""
    found: dict[str, str] = {}
    left: deque[tuple[ast.AST, str]] = deque((node, "") for node in tree.body)
    while left and len(found) < limit:
        node, inside = left.popleft()
        if inside and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.setdefault(node.name, f"{inside} ({label}, line {node.lineno})")
        inside = _describe_block(node) or inside
        if inside:
            left.extend((child, inside) for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt))
    return found


def _describe_block(node: ast.AST) -> str:
    match node:
        case ast.ClassDef(name=name):
            return f"a method of the class {name}"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return f"defined inside the function {name}"
        case ast.If(test=test) if any(isinstance(n, ast.Name) and n.id == "__name__" for n in ast.walk(test)):
            return "defined under `if __name__ == ...`, which is not run"
        case ast.If() | ast.For() | ast.While() | ast.With() | ast.Try():
            return "defined in an indented block"
    return ""


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function only raises NotImplementedError; a docstring is ignored."""
    *before, last = function.body
    raised = last.exc if isinstance(last, ast.Raise) else None
    called = raised.func if isinstance(raised, ast.Call) else raised
    idle = all(isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and _is_constant(node)) for node in before)
    return idle and isinstance(called, ast.Name) and called.id == "NotImplementedError"


def _is_constant(node: ast.Expr) -> bool:
    return isinstance(node.value, ast.Constant)


def _guess_names(text: str, imported: set[str]) -> Iterator[tuple[str, int]]:
    line, at = 1, 0
    for match in _DEFINITION.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        yield (match["def"], line) if match["def"] else (match["name"], 0)
    imported.update(name for names in _IMPORT.findall(text) for name in re.findall(r"\w+|\*", names))
