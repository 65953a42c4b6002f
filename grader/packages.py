"""The versions of installed packages, without importing the packages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def find_version(package: str) -> str:
    """Return the version of an installed package whose distribution has the same name.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    found = find_spec(package)
    if found is not None and found.origin is not None:
        # The name of the folder that installers make tells it; to import `importlib.metadata` takes longer than that.
        names = [path.name for path in Path(found.origin).parent.parent.glob(f"{package}-*.dist-info")]
        if len(names) == 1:
            return names[0].removesuffix(".dist-info").rpartition("-")[2]
    from importlib.metadata import version

    return version(package)
