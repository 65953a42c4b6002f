"""Reading submissions from disk."""

import os

import pytest

from grader.errors import SubmissionError
from grader.submission import MAX_FILE_BYTES, MAX_FILES, load_submission


def test_files_are_found_at_any_depth_in_order(tmp_path):
    for name in ("b.py", "a/c.py", "._b.py", ".git/x.py", "__pycache__/y.py", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}")
    submission = load_submission(tmp_path)
    assert list(submission.files) == ["b.py", "a/c.py"]
    assert submission.find_files("c") == ["a/c.py"]
    assert submission.find_files("d") == []
    assert submission.id == tmp_path.name


def test_windows_files(tmp_path):
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfx = 1\r\ny = 2\r\n")
    assert load_submission(tmp_path).files == {"a.py": "x = 1\ny = 2\n"}


def test_hash_tells_contents_and_names_apart(tmp_path):
    hashes = set()
    for name, text in (("a.py", "x"), ("b.py", "x"), ("a.py", "y")):
        folder = tmp_path / f"{name}{text}"
        folder.mkdir()
        (folder / name).write_text(text)
        hashes.add(load_submission(folder).sha256)
    assert len(hashes) == 3


def test_files_that_cannot_be_read_are_notes(tmp_path, monkeypatch):
    (tmp_path / "good.py").write_text("x = 1")
    (tmp_path / "latin.py").write_bytes(b"# \xe9\xe9")
    (tmp_path / "large.py").write_text("#" * (MAX_FILE_BYTES + 1))
    (tmp_path / "link.py").symlink_to(tmp_path / "good.py")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "cookie.py").write_bytes(b"# -*- coding: latin-1 -*-\n# Gr\xf6\xdfe")
    (tmp_path / "wrong.py").write_bytes(b"# -*- coding: klingon -*-")
    (tmp_path / "new\nline.py").write_text("")
    (tmp_path / os.fsdecode(b"h\xe9lp.py")).write_text("x = 1")
    submission = load_submission(tmp_path)
    assert list(submission.files) == ["cookie.py", "good.py"]
    assert "Größe" in submission.files["cookie.py"]
    assert submission.notes == (
        "folder.py was left out: it is not a regular file.",
        "h�lp.py was left out: its name cannot be printed.",
        f"large.py was left out: it has {MAX_FILE_BYTES + 1} bytes, and at most {MAX_FILE_BYTES} are read.",
        "latin.py was left out: it is not text in the encoding that it declares, or UTF-8.",
        "link.py was left out: it is not a regular file.",
        "new line.py was left out: its name cannot be printed.",
        "wrong.py was left out: it is not text in the encoding that it declares, or UTF-8.",
    )


def test_number_of_files_is_limited(tmp_path):
    for i in range(MAX_FILES + 1):
        (tmp_path / f"f{i:03}.py").write_text("")
    submission = load_submission(tmp_path)
    assert len(submission.files) == MAX_FILES
    assert "more than 200 files" in submission.notes[0]


def test_what_is_no_submission(tmp_path):
    with pytest.raises(SubmissionError, match="does not exist"):
        load_submission(tmp_path / "nowhere")
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(SubmissionError, match="is not a folder"):
        load_submission(tmp_path / "file.txt")
    with pytest.raises(SubmissionError, match=r"no \.py file that can be read"):
        load_submission(tmp_path)


def test_whole_submission_is_limited(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.submission.MAX_TOTAL_BYTES", 10)
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "b.py").write_text("x = 123")
    submission = load_submission(tmp_path)
    assert list(submission.files) == ["a.py"]
    assert submission.notes == ("b.py was left out: the files before it already have 5 bytes.",)


def test_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1")

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(SubmissionError, match="it cannot be read: Permission denied"):
        load_submission(tmp_path)
