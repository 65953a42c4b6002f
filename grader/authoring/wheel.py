"""Builds the grader's wheel from what is installed, so that a template can carry it.

A build backend would need the project's sources and packages that instructors do not have; an installed grader, also
an editable one, holds all that its wheel does: the package, and its metadata from the last installation.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import metadata
from pathlib import Path

from grader.errors import GraderError, writing_to
from grader.submissions.zips import to_zip
from grader.version import DISTRIBUTION, VERSION

_PACKAGE = Path(__file__).parent.parent
# What an installer adds to the metadata of a wheel, and the list of files, which is made anew.
_ADDED = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_cache.json", "uv_build.json"}
_REMEDY = "Install it with pip, or choose a wheel with --wheel; --no-wheel releases without one."


def build_wheel(folder: Path) -> Path:
    """Write the wheel of this grader into a folder, and return its path; the same grader gives the same bytes.

    Raises:
        GraderError: this grader is not installed, or was installed in another version.
        ResultError: it cannot be written.
    """
    stem = f"{DISTRIBUTION.replace('-', '_')}-{VERSION}"
    described = {f"{stem}.dist-info/{name}": data for name, data in _read_metadata().items()}
    files = {f"{_PACKAGE.name}/{name}": data for name, data in _read_package().items()} | described
    files[f"{stem}.dist-info/RECORD"] = _render_record(files, f"{stem}.dist-info/RECORD")
    path = folder / f"{stem}-py3-none-any.whl"
    with writing_to(path):
        path.write_bytes(to_zip(files, ""))
    return path


def _read_package() -> dict[str, bytes]:
    """Return the files of the package by path, without bytecode and hidden ones."""
    paths = {path.relative_to(_PACKAGE): path for path in _PACKAGE.rglob("*") if path.is_file()}
    kept = (name for name in paths if not any(part.startswith((".", "__pycache__")) for part in name.parts))
    return {name.as_posix(): paths[name].read_bytes() for name in kept if name.suffix != ".pyc"}


def _read_metadata() -> dict[str, bytes]:
    """Return the files of the installed metadata by path, without those that belong to this installation."""
    try:
        installed = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        raise GraderError(f"Building a wheel needs an installed {DISTRIBUTION}; there is none. {_REMEDY}") from None
    if installed.version != VERSION:
        old = f"version {installed.version} of {DISTRIBUTION} is installed, but this is {VERSION}"
        raise GraderError(f"Building a wheel needs up-to-date metadata: {old}. {_REMEDY}")
    files: dict[str, bytes] = {}
    for path in installed.files or ():
        top, _, name = path.as_posix().partition("/")
        if top.endswith(".dist-info") and name not in _ADDED:
            files[name] = Path(str(path.locate())).read_bytes()
    if "METADATA" not in files:
        raise GraderError(f"Building a wheel needs the files of the installed {DISTRIBUTION}. {_REMEDY}")
    return files


def _render_record(files: dict[str, bytes], own_path: str) -> bytes:
    """Return the RECORD of a wheel: path, hash and size of each file."""
    lines = []
    for name, data in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{own_path},,\n"]).encode()
