"""Reading files within limits."""

import os
import zipfile

import pytest

from grader.errors import SubmissionError
from grader.submissions import files
from grader.submissions.files import MAX_FILES, find_source_files, read_files
from grader.submissions.source_file import is_wanted


def test_files_are_found_at_any_depth_in_order(tmp_path):
    for name in (
        "b.py",
        "a/c.py",
        "._b.py",
        ".git/x.py",
        "__pycache__/y.py",
        ".ipynb_checkpoints/z.ipynb",
        "notes.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}")
    assert read_files(tmp_path) == ({"b.py": b"# b.py", "a/c.py": b"# a/c.py"}, [])


@pytest.mark.parametrize("path", ["a/__MACOSX/._b.py", "__MACOSX/b.py", "a/.b.ipynb", "b.txt", "py"])
def test_what_is_no_source(path):
    assert not is_wanted(path)


def test_umlauts_of_macos_are_those_of_an_import(tmp_path):
    (tmp_path / "lo\u0308sung.py").write_text("")
    assert [member.path for member in find_source_files(tmp_path).members] == ["l\u00f6sung.py"]


def test_files_that_cannot_be_read_are_notes(tmp_path, monkeypatch):
    monkeypatch.setitem(files.MAX_BYTES, ".py", 10)
    (tmp_path / "good.py").write_text("x = 1")
    (tmp_path / "large.py").write_text("#" * 11)
    (tmp_path / "link.py").symlink_to(tmp_path / "good.py")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "new\nline.py").write_text("")
    (tmp_path / os.fsdecode(b"h\xe9lp.py")).write_text("x = 1")
    (tmp_path / "o\u0308.py").write_text("first")
    (tmp_path / "\u00f6.py").write_text("second")
    found, notes = read_files(tmp_path)
    assert list(found) == ["good.py", "ö.py"]
    assert notes == [
        "folder.py was left out: it is not a regular file; hand in a copy of the file itself.",
        "h�lp.py was left out: its name has unprintable characters; rename it.",
        "large.py was left out: it has more than 10 bytes; remove data or outputs from it.",
        "link.py was left out: it is not a regular file; hand in a copy of the file itself.",
        "new line.py was left out: its name has unprintable characters; rename it.",
        "ö.py was left out: another file has the same name; rename or remove one of them.",
    ]


def test_number_of_files_is_limited(tmp_path):
    for i in range(MAX_FILES + 1):
        (tmp_path / f"f{i:03}.py").write_text("")
    found, notes = read_files(tmp_path)
    assert len(found) == MAX_FILES
    assert "more than 200 files" in notes[0]


def test_whole_submission_is_limited(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.submissions.files.MAX_TOTAL_BYTES", 10)
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "b.py").write_text("x = 123")
    assert read_files(tmp_path) == (
        {"a.py": b"x = 1"},
        ["b.py was left out: with it the files have more than 10 bytes; hand in only your own files."],
    )


def test_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1")

    def refuse(path, flags):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert read_files(tmp_path)[1] == ["a.py was left out: it cannot be read: Permission denied."]


def test_number_of_entries_is_limited_and_the_top_comes_first(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.submissions.files.MAX_ENTRIES", 3)
    (tmp_path / "top.py").write_text("x = 1")
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("a/m.py", "a/n.py", "a/b/deep.py"):
        (tmp_path / name).write_text("x = 1")
    found, notes = read_files(tmp_path)
    assert list(found) == ["top.py", "a/m.py", "a/n.py"]
    assert notes == ["There are more than 3 files and folders, so some were skipped; hand in only your own."]


def test_hidden_folders_and_links_to_folders_are_not_entered(tmp_path):
    for folder in (".venv", "__pycache__"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.py").write_text("x = 1")
    (tmp_path / "around").symlink_to(tmp_path)
    assert read_files(tmp_path) == ({}, [])


def test_folder_that_may_not_be_entered(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "b.py").write_text("x = 1")
    real = os.scandir

    def scan(path):
        if str(path).endswith("a/"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("os.scandir", lambda path: scan(f"{path}/" if str(path).endswith("a") else path))
    assert list(read_files(tmp_path)[0]) == ["b.py"]


def test_zip_that_is_a_pipe_or_a_link_is_left_out(tmp_path):
    os.mkfifo(tmp_path / "a.zip")
    (tmp_path / "b.zip").symlink_to("/etc/hostname")
    assert read_files(tmp_path) == (
        {},
        [
            "a.zip was left out: it is not a regular file; hand in a copy of the file itself.",
            "b.zip was left out: it is not a regular file; hand in a copy of the file itself.",
        ],
    )


def test_hard_link_is_left_out(tmp_path):
    (tmp_path / "outside.py").write_text("x = 1")
    (tmp_path / "folder").mkdir()
    os.link(tmp_path / "outside.py", tmp_path / "folder" / "a.py")
    found, notes = read_files(tmp_path / "folder")
    assert found == {}
    assert notes == ["a.py was left out: it is a hard link to a file with another name; hand in a copy."]


@pytest.fixture
def linked(tmp_path):
    """Links to a folder, a file and a zip, a link to nothing and one to itself."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "a.py").write_text("x = 1")
    (tmp_path / "theirs" / "inner").symlink_to(tmp_path / "theirs" / "a.py")
    (tmp_path / "theirs" / "b.py").symlink_to(tmp_path / "theirs" / "a.py")
    with zipfile.ZipFile(tmp_path / "theirs.zip", "w") as archive:
        archive.writestr("a.py", "x = 1")
    places = {"folder": "theirs", "file.py": "theirs/a.py", "upload.zip": "theirs.zip", "none": "nowhere", "me": "me"}
    for name, target in places.items():
        (tmp_path / name).symlink_to(tmp_path / target)
    return [tmp_path / name for name in places]


def test_links_in_a_class_folder_are_not_followed(linked):
    for path in linked:
        with pytest.raises(SubmissionError, match="is a link and was not followed; hand in a copy"):
            read_files(path, follows_link=False)


def test_link_that_somebody_typed_is_followed_but_none_below_it(linked):
    folder, file, upload, *broken = linked
    found, notes = read_files(folder)
    assert (list(found), notes) == (
        ["a.py"],
        ["b.py was left out: it is not a regular file; hand in a copy of the file itself."],
    )
    assert [list(read_files(path)[0]) for path in (file, upload)] == [["a.py"], ["a.py"]]
    for path in broken:
        with pytest.raises(SubmissionError, match="does not exist"):
            read_files(path)


def test_second_name_of_a_zip_is_not_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "theirs.zip", "w") as archive:
        archive.writestr("a.py", "x = 1")
    os.link(tmp_path / "theirs.zip", tmp_path / "mine.zip")
    with pytest.raises(SubmissionError, match=r"mine\.zip was not read: it is a hard link .* hand in a copy\.$"):
        read_files(tmp_path / "mine.zip")
