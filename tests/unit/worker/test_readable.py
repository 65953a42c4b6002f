"""What a worker may read, and that it can be read without root's powers."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.worker.confinement import limits, readable

NUMPY_FOLDER = str(Path(np.__file__).parent.parent)


def test_numpy_and_the_standard_library_without_what_is_installed_beside(monkeypatch):
    library = str(Path(os.__file__).parent)
    monkeypatch.setattr(sys, "path", ["/nowhere/python.zip", library])
    found = readable.find_readable(NUMPY_FOLDER)
    assert f"{NUMPY_FOLDER}/numpy" in found.paths
    assert f"{library}/json" in found.paths
    assert found.listed == (library,)
    folders = {Path(path).name for path in found.paths}
    assert not folders & {"site-packages", "dist-packages"}
    assert all(Path(path).exists() for path in found.paths)


def test_a_library_in_one_file_is_read_as_a_whole(monkeypatch, tmp_path):
    archive = tmp_path / "python.zip"
    archive.write_bytes(b"")
    monkeypatch.setattr(sys, "path", [str(archive)])
    found = readable.find_readable(str(tmp_path))
    assert found == readable.Readable((str(archive),), ())


def test_what_cannot_be_read_without_privileges_is_said():
    readable.demand_access(readable.Readable((os.__file__,), ()))
    with pytest.raises(PermissionError, match="owner of its Python"):
        readable.demand_access(readable.Readable(("/nowhere",), ()))


def test_parts_that_python_was_built_without_are_done_without(monkeypatch):
    monkeypatch.setattr(readable, "_WITH_SYSTEM_LIBRARIES", ("zlib", "_no_such_part"))
    readable.load_system_libraries()
    assert "zlib" in sys.modules


def test_address_space_is_measured():
    assert limits.address_space_bytes() > 2**20
