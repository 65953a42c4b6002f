"""Inert stand-ins for plotting and table libraries that are not installed.

A submission that starts with `import numpy as np, matplotlib.pyplot as plt` must not fail for a missing library that
no exercise needs. Every attribute of a stand-in and the result of every call is another stand-in.
"""

from __future__ import annotations

import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

LIBRARIES = frozenset(
    ("IPython", "bokeh", "ipywidgets", "matplotlib", "mpl_toolkits", "pandas", "plotly", "seaborn", "tqdm")
)


# Those that functions compute with. The others draw or print, and what a function does with them rarely matters.
TABLES = frozenset(("pandas",))
# The libraries that the current call used, with the place of the first use.
uses: dict[str, str] = {}


class Inert:
    """Supports any call, attribute, item, loop and `with`, and does nothing."""

    _library = ""
    _place = ""
    _is_made_in_function = False

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        pass

    def __getattr__(self, name: str) -> Inert:
        if name.startswith("__"):
            raise AttributeError(name)
        return _derive(self)

    def __call__(self, *_args: object, **_kwargs: object) -> Inert:
        """Do nothing."""
        return _derive(self)

    def __getitem__(self, _key: object) -> Inert:
        return _derive(self)

    def __setitem__(self, _key: object, _value: object) -> None:
        pass

    def __iter__(self) -> Any:
        # Two items, for `figure, axes = plt.subplots()`.
        return iter((_derive(self), _derive(self)))

    def __or__(self, _other: object) -> Inert:  # an annotation such as `plt.Axes | None`
        return self

    __ror__ = __or__

    def __enter__(self) -> Inert:
        return self

    def __exit__(self, *_exc: object) -> None:
        pass


class Progress(Inert):
    """A stand-in for a progress bar: iteration works, and everything else does nothing."""

    def __init__(self, items: Any = (), *_args: object, **_kwargs: object) -> None:
        self._items = items

    def __iter__(self) -> Any:
        return iter(self._items)


def progress_range(*bounds: int, **_kwargs: object) -> Progress:
    """Return a stand-in for a progress bar over a range."""
    return Progress(range(*bounds))


class InertModule(ModuleType):
    """A module whose attributes are all inert."""

    __path__: list[str] = []  # noqa: RUF012 - the import system requires it of a package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return {"tqdm": Progress, "trange": progress_range}.get(name) or _make(self.__name__.partition(".")[0])


def _make(library: str, depth: int = 2) -> Inert:
    """Return a stand-in that knows where it was made: `depth` calls up."""
    made, frame = Inert(), sys._getframe(depth)  # noqa: SLF001 - only the stack shows the student's line
    made._library = library  # noqa: SLF001 - of this module's own class
    made._place = f"{os.path.basename(frame.f_code.co_filename)}, line {frame.f_lineno}"  # noqa: SLF001 - the same
    made._is_made_in_function = frame.f_code.co_name != "<module>"  # noqa: SLF001 - the same
    if library in LIBRARIES:
        uses.setdefault(library, made._place)  # noqa: SLF001 - the same
    return made


def _derive(value: Inert) -> Inert:
    """Return what an operation on a stand-in gives; its place is that of the first one within a function."""
    made = _make(value._library, depth=3)  # noqa: SLF001 - of this module's own class
    if value._is_made_in_function:  # noqa: SLF001 - the same
        made._place, made._is_made_in_function = value._place, True  # noqa: SLF001 - the same
    return made


def explain_inert(value: Any) -> str:
    """Describe a stand-in, or an array of them, as what a function returned; empty for anything else."""
    if isinstance(value, np.ndarray) and value.dtype == object:
        value = next((item for item in value.flat if isinstance(item, Inert)), None)
    if not isinstance(value, Inert):
        return ""
    library = value._library or "a package"  # noqa: SLF001 - of this module's own class
    where = f" ({value._place})" if value._place else ""  # noqa: SLF001 - the same
    return f"a value of {library}, which is not there when graded{where}"


def find_blamed(error: BaseException) -> str:
    """Return the library because of which a call raised, with the place of its first use; empty without one."""
    blamed = [library for library in uses if library in TABLES or "Inert" in str(error)]
    return f"{blamed[0]}, which is not there when graded ({uses[blamed[0]]})" if blamed else ""


class StandInFinder(MetaPathFinder, Loader):
    """Finds an inert module for each of `LIBRARIES`; must be last in `sys.meta_path`."""

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a stand-in for a library, or for `grader.jupyter`, which the check cells of a notebook import."""
        if fullname.partition(".")[0] in LIBRARIES or fullname == "grader.jupyter":
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return an inert module."""
        return InertModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing."""


def install_stand_ins() -> None:
    """Let imports that no other finder resolves find a stand-in."""
    sys.meta_path.append(StandInFinder())
