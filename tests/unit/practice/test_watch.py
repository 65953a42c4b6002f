"""Noticing saves, and what they touch."""

import itertools

import pytest

from grader.course.student_folder import load_student_folder
from grader.practice.watch import find_imported, find_saves, is_touched, read_stamps, watch
from tests.conftest import to_sources
from tests.toy import write_student_folder

FILES = to_sources(
    {
        "a/softmax.py": "import numpy as np, helper\n",
        "helper.py": "from deeper import (\n    x,\n)\n    from .more import y\n",
        "deeper.py": "import softmax",
        "more.py": "",
        "other.py": "",
        "nb.ipynb": ["import other", "x = 1"],
    }
)


class Transcript:
    """Stands for `time.sleep`: does one thing after the other, and then ends the watch."""

    def __init__(self, *actions):
        self.actions = iter(actions)

    def __call__(self, _seconds):
        next(self.actions, self.end)()

    @staticmethod
    def end():
        raise KeyboardInterrupt


def nothing():
    pass


def collect(found):
    results = []
    with pytest.raises(KeyboardInterrupt):
        results.extend(itertools.islice(map(results.append, found), 100))
    return [result for result in results if result is not None]


def test_files_that_a_file_imports():
    assert find_imported("a/softmax.py", FILES) == {"helper", "deeper", "more", "softmax"}
    assert find_imported("nb.ipynb", FILES) == {"other"}


def test_what_a_save_touches():
    assert is_touched("a/softmax.py", {"a/softmax.py"}, FILES)
    assert is_touched("a/softmax.py", {"more.py"}, FILES)
    assert not is_touched("a/softmax.py", {"other.py", "nb.ipynb"}, FILES)
    assert is_touched("nb.ipynb", {"other.py"}, FILES)
    assert not is_touched(None, {"other.py"}, FILES)


def test_saves_are_seen_when_they_are_complete(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    sleep = Transcript(
        nothing,
        lambda: path.write_text(""),  # an editor empties the file,
        lambda: path.write_text("x = 22"),  # and fills it
        nothing,
        nothing,
        lambda: (tmp_path / "b.py").write_text("y = 1"),
        nothing,
        path.unlink,
        nothing,
        lambda: (tmp_path / "notes.txt").write_text("no source"),
        nothing,
    )
    assert collect(find_saves(tmp_path, read_stamps(tmp_path), sleep)) == [{"a.py"}, {"b.py"}, {"a.py"}]


def test_file_that_vanishes_while_it_is_looked_at(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1")
    members = [type("M", (), {"path": "a.py"}), type("M", (), {"path": "gone.py"})]
    monkeypatch.setattr("grader.practice.watch.find_source_files", lambda root: (members, [], []))
    assert list(read_stamps(tmp_path)) == ["a.py"]


def test_a_save_runs_what_it_touches_and_nothing_else(tmp_path):
    folder = write_student_folder(tmp_path)
    own, notebook = folder / "a1_toys" / "double.py", folder / "a1_toys" / "a1_toys.ipynb"
    sleep = Transcript(
        lambda: own.write_text("from helper import two\ndef double(x):\n    return two * x\n"),
        nothing,
        lambda: (folder / "helper.py").write_text("two = 2"),
        nothing,
        lambda: (folder / "scratch.py").write_text("x = 1"),
        nothing,
        own.unlink,
        nothing,
    )
    outcomes = collect(watch(load_student_folder(folder), sleep))
    assert [(o.state, o.main) for (o,) in outcomes] == [
        ("not attempted", "a1_toys/double.py"),
        ("wrong", "a1_toys/double.py"),
        ("passed", "a1_toys/double.py"),
        ("not attempted", "a1_toys/a1_toys.ipynb"),
    ]
    assert notebook.is_file()
