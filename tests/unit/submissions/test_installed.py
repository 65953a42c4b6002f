"""Installed packages are left out as one."""

import shutil
import zipfile

import pytest

from grader.submissions.files import read_files
from grader.submissions.installed import find_installed_paths

TREES = {
    "venv": ["venv/pyvenv.cfg", "venv/lib/python3.11/site-packages/numpy/core.py", "venv/bin/activate_this.py"],
    "my env": [
        "my env/pyvenv.cfg",
        "my env/Lib/site-packages/a.py",
        "my env/Scripts/b.py",
        "my env/share/jupyter/c.py",
    ],
    "virtualenv": ["virtualenv/Lib/a.py"],
    "a/conda": ["a/conda/conda-meta/history", "a/conda/lib/python3.11/os.py", "a/conda/bin/x.py"],
    "node_modules": ["node_modules/node-gyp/gyp/a.py", "node_modules/b.py"],
    "x/lib/site-packages": ["x/lib/site-packages/a.py"],
    "usr/dist-packages": ["usr/dist-packages/a.py"],
}


def write(folder, paths):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("x = 1")


@pytest.mark.parametrize("place", TREES)
def test_packages_are_one_note_in_a_folder_and_in_a_zip(tmp_path, place):
    write(tmp_path / "ana", [*TREES[place], "hw.py"])
    shutil.make_archive(str(tmp_path / "ben"), "zip", tmp_path / "ana")
    for path in (tmp_path / "ana", tmp_path / "ben.zip"):
        files, notes = read_files(path)
        assert list(files) == ["hw.py"]
        assert notes == [f"{place} was left out: it holds installed packages."]


def test_work_in_the_folder_of_an_environment_counts(tmp_path):
    """Some editors make the environment in the project's own folder."""
    write(tmp_path, ["pyvenv.cfg", "lib/python3.11/site-packages/a.py", "hw.py", "src/b.py", "scripts.py"])
    files, notes = read_files(tmp_path)
    assert set(files) == {"hw.py", "src/b.py", "scripts.py"}
    assert notes == ["lib was left out: it holds installed packages."]
    write(tmp_path / "s", ["venv/pyvenv.cfg", "venv/hw.py", "lib/mine.py"])
    assert set(read_files(tmp_path / "s")[0]) == {"venv/hw.py", "lib/mine.py"}


def test_large_environment_does_not_hide_work(tmp_path):
    packages = [f"venv/lib/site-packages/p/{i}.py" for i in range(6000)]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for path in ["hw.py", *packages, "venv/pyvenv.cfg"]:
            archive.writestr(path, "x = 1")
    files, notes = read_files(tmp_path / "a.zip")
    assert list(files) == ["hw.py"]
    assert notes == ["venv was left out: it holds installed packages."]


def test_very_deep_paths_are_not_searched():
    assert find_installed_paths(["a/" * 1000 + "site-packages/x.py"]) == {}


def test_few_of_many_environments_are_named(tmp_path):
    write(tmp_path, [f"{i}/site-packages/a.py" for i in range(9)])
    _, notes = read_files(tmp_path)
    assert notes[-1] == "4 more such folders were left out."
