"""Inert stand-ins for plotting and table libraries that are not installed.

A submission that starts with `import numpy as np, matplotlib.pyplot as plt` must not fail for a missing library that
no exercise needs. Every attribute of a stand-in and the result of every call is another stand-in.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

LIBRARIES = frozenset(
    ("IPython", "bokeh", "ipywidgets", "matplotlib", "mpl_toolkits", "pandas", "plotly", "seaborn", "tqdm")
)


class Inert:
    """Supports any call, attribute, item, loop and `with`, and does nothing."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        pass

    def __getattr__(self, name: str) -> Inert:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert()

    def __call__(self, *_args: object, **_kwargs: object) -> Inert:
        """Do nothing."""
        return Inert()

    def __getitem__(self, _key: object) -> Inert:
        return Inert()

    def __setitem__(self, _key: object, _value: object) -> None:
        pass

    def __iter__(self) -> Any:
        # Two items, for `figure, axes = plt.subplots()`.
        return iter((Inert(), Inert()))

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
        return {"tqdm": Progress, "trange": progress_range}.get(name, Inert())


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
