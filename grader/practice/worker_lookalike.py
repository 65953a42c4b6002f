"""Imitates a worker's surroundings in this process: its imports, captured output, warnings and random seeds.

A worker is a separate process with nothing but NumPy, the standard library and the submission. This module imitates
that while the student's code runs, and restores the process afterwards.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import random
import sys
import warnings
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.worker import loader, stand_ins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from grader.worker.request_loop import OutputCapture

_THERE = sys.stdlib_module_names | {"grader", "numpy"}


class WorkerImports(MetaPathFinder):
    """Finds modules for a student's files as a worker would, and hides packages that a worker does not have."""

    def __init__(self, finder: loader.SourceFinder) -> None:
        self._finder = finder
        self._stand_ins = stand_ins.StandInFinder()
        self._labels = {label for source in finder.sources.values() for label, _ in source}

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a file of the submission or a stand-in.

        Raises:
            ModuleNotFoundError: a student's file imports a package that workers do not have.
        """
        top = fullname.partition(".")[0]
        if top in _THERE or not self._is_asked_by_student():
            return None
        spec = self._finder.find_spec(fullname) or self._stand_ins.find_spec(fullname)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {top!r}", name=top)
        return spec

    def _is_asked_by_student(self) -> bool:
        frame = sys._getframe(2)  # noqa: SLF001 - only the stack shows the importing file
        while frame.f_back is not None and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        return frame.f_code.co_filename in self._labels


class Imports:
    """The modules of one submission, in `sys.modules` only while its code runs."""

    def __init__(self, finder: loader.SourceFinder) -> None:
        self._finders: list[MetaPathFinder] = [loader.NearFinder(finder), WorkerImports(finder)]
        self._finder = finder
        self._replaced = finder.paths.near_names - loader.UNREPLACEABLE
        self._modules: dict[str, ModuleType] = {"grader.jupyter": stand_ins.InertModule("grader.jupyter")}
        self._loaded = False

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Make imports resolve as in a worker."""
        away = self._to_put_away()
        kept = {name: sys.modules.pop(name) for name in away if name in sys.modules}
        before = set(sys.modules)
        sys.modules.update(self._modules)
        sys.meta_path[:0] = self._finders
        sys.meta_path.append(self._finder)
        try:
            yield
        finally:
            for finder in (*self._finders, self._finder):
                sys.meta_path.remove(finder)
            self._take_out(before)
            sys.modules.update(kept)

    def _to_put_away(self) -> list[str]:
        """Return the names of modules that a worker would not have, or would load from the submission."""
        if self._loaded:  # later calls import little, and a scan for each of them would be slow
            return list(self._modules)
        self._loaded = True
        return [name for name in sys.modules if name in self._modules or self._is_hidden(name.partition(".")[0])]

    def _is_hidden(self, top: str) -> bool:
        return top in self._replaced or (top not in _THERE and top != "__main__")

    def _take_out(self, before: set[str]) -> None:
        """Move the submission's modules and the stand-ins out of `sys.modules`, and keep them for the next call."""
        for name in set(sys.modules) - before:
            spec = getattr(sys.modules[name], "__spec__", None)
            own = spec is None or isinstance(spec.loader, loader.SourceFinder | stand_ins.StandInFinder)
            if own or name in self._modules:
                self._modules[name] = sys.modules.pop(name)


@contextlib.contextmanager
def captured(capture: OutputCapture) -> Iterator[None]:
    """Capture printed text and warnings, replace stdin by an empty stream, and make `exit()` raise."""
    streams = sys.stdout, sys.stderr, sys.stdin
    leave = {name: getattr(builtins, name, None) for name in ("exit", "quit")}
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = capture.note_warning  # type: ignore[assignment]  # a bound method has no overloads
        sys.stdout = sys.stderr = capture.output
        sys.stdin = io.StringIO()
        for name in leave:
            setattr(builtins, name, loader.exit_like_the_prompt)
        try:
            yield
        finally:
            sys.stdout, sys.stderr, sys.stdin = streams
            for name, function in leave.items():
                setattr(builtins, name, function)


@contextlib.contextmanager
def seeded() -> Iterator[None]:
    """Give code that draws without a seed the same numbers as in every worker."""
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002 - students may use the global state
    draw: Any = np.random.default_rng
    random.seed(0)
    np.random.set_state(np.random.RandomState(0).get_state())  # noqa: NPY002 - the same
    np.random.default_rng = lambda seed=None: draw(0 if seed is None else seed)
    try:
        yield
    finally:
        np.random.default_rng = draw
        np.random.set_state(numpy)  # noqa: NPY002 - the same
        random.setstate(python)
