"""What is opened is a regular file that nobody else knows under another name."""

import os

import pytest

from grader.submissions.source_file import is_wanted, open_regular


def test_regular_file_is_opened(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x")
    with open_regular(tmp_path / "a.py") as file:
        assert file.read() == b"x"


def test_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "a.py")
    with pytest.raises(ValueError, match="not a regular file"):
        open_regular(tmp_path / "a.py")


def test_link_is_not_followed(tmp_path):
    (tmp_path / "b.py").write_bytes(b"x")
    (tmp_path / "a.py").symlink_to(tmp_path / "b.py")
    with pytest.raises(OSError, match="symbolic links"):
        open_regular(tmp_path / "a.py")


def test_second_name_is_refused(tmp_path):
    (tmp_path / "b.py").write_bytes(b"x")
    os.link(tmp_path / "b.py", tmp_path / "a.py")
    with pytest.raises(ValueError, match="hard link"):
        open_regular(tmp_path / "a.py")


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("a.py", True),
        ("b/c.IPYNB", True),
        (".a.py", False),
        (".git/a.py", False),
        ("__pycache__/a.py", False),
        ("a", False),
    ],
)
def test_sources_are_wanted(path, wanted):
    assert is_wanted(path) is wanted
