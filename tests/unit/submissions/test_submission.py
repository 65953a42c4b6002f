"""Reading submissions from disk."""

import contextlib
import errno
import json
import os
import zipfile

import pytest

from grader.errors import SubmissionError
from grader.submissions.submission import HASH_CHARS, MAX_ID_BYTES, find_id, load_submission, to_source
from tests.conftest import to_sources


def to_notebook(*cells):
    entries = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": entries})


LAYOUTS = {
    "template": {"a2_losses/double.py": "x = 1\n", "a3_nets/other.py": "y = 2\n"},
    "flat": {"double.py": "x = 1\n", "other.py": "y = 2\n"},
    "notebooks": {"ein heft.ipynb": ("x = 1", "y = 2"), "Übung 2/größe.ipynb": ("z = 3",)},
}


def write(folder, layout):
    for name, text in layout.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text if isinstance(text, str) else to_notebook(*text), encoding="utf-8")
    return folder


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("top", ["", "Hausarbeit müller/"])
def test_folder_and_zip_of_it_read_the_same(tmp_path, layout, top):
    folder = write(tmp_path / "ana", LAYOUTS[layout])
    with zipfile.ZipFile(tmp_path / "ben.zip", "w") as archive:
        for name in LAYOUTS[layout]:
            archive.write(folder / name, top + name)
            archive.writestr(f"__MACOSX/{top}._{name}", b"\x00\x05")
    from_folder, from_zip = load_submission(folder), load_submission(tmp_path / "ben.zip")
    assert from_folder.files == to_sources(LAYOUTS[layout])
    assert from_zip.files == to_sources({top + name: text for name, text in LAYOUTS[layout].items()})
    assert (from_folder.id, from_zip.id) == ("ana", "ben")
    assert from_folder.notes == from_zip.notes == ()


@pytest.mark.parametrize(("name", "text"), [("a b.py", "x = 1"), ("ä.ipynb", ("x = 1", "y = 2")), ("A.PY", "x = 1")])
def test_single_file(tmp_path, name, text):
    write(tmp_path, {name: text})
    submission = load_submission(tmp_path / name)
    assert submission.files == to_sources({name: text})
    assert submission.id == name.rpartition(".")[0]


def test_folder_of_one_zip_is_read_as_that_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "upload.zip", "w") as archive:
        archive.writestr("double.py", "x = 1")
    assert load_submission(tmp_path).files == to_sources({"double.py": "x = 1"})
    (tmp_path / "a.py").write_text("y = 2")
    submission = load_submission(tmp_path)
    assert list(submission.files) == ["a.py"]
    assert submission.notes == ("upload.zip was left out: a zip is read only if it is the only file; unpack it.",)


def test_zip_in_a_neighbouring_folder_is_told(tmp_path):
    write(tmp_path / "hw", {"code/double.py": "x = 1", "extra/submission.zip": "", ".old/hidden.zip": ""})
    submission = load_submission(tmp_path / "hw")
    assert submission.notes == (
        "extra/submission.zip was left out: a zip is read only if it is the only file; unpack it.",
    )
    assert submission.zips == ("extra/submission.zip",)
    with zipfile.ZipFile(tmp_path / "hw.zip", "w") as archive:
        archive.writestr("code/double.py", "x = 1")
        archive.writestr("extra/submission.zip", "")
    (note,) = load_submission(tmp_path / "hw.zip").notes
    assert note == "extra/submission.zip was left out: a zip in a zip is not read; unpack it."


def test_windows_files(tmp_path):
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfx = 1\r\ny = 2\r\n")
    (tmp_path / "b.ipynb").write_bytes(b"\xef\xbb\xbf" + to_notebook("x = 1\r\ny = 2\r\n").encode())
    text = "x = 1\ny = 2\n"
    assert load_submission(tmp_path).files == to_sources({"a.py": text, "b.ipynb": (text,)})


def test_hash_tells_contents_and_names_apart(tmp_path):
    hashes = set()
    for name, text in (("a.py", "x"), ("b.py", "x"), ("a.py", "y")):
        folder = tmp_path / f"{name}{text}"
        folder.mkdir()
        (folder / name).write_text(text)
        hashes.add(load_submission(folder).sha256)
    assert len(hashes) == 3


def test_files_that_are_not_what_they_seem_are_notes(tmp_path):
    (tmp_path / "latin.py").write_bytes(b"# \xe9\xe9")
    (tmp_path / "cookie.py").write_bytes(b"# -*- coding: latin-1 -*-\n# Gr\xf6\xdfe")
    (tmp_path / "wrong.py").write_bytes(b"# -*- coding: klingon -*-")
    (tmp_path / "broken.ipynb").write_text("{")
    submission = load_submission(tmp_path)
    assert list(submission.files) == ["cookie.py"]
    assert "Größe" in submission.files["cookie.py"][0][1]
    assert submission.notes == (
        "broken.ipynb was left out: it is not valid JSON; save it again in Jupyter.",
        "latin.py was left out: it is not text in its declared encoding (UTF-8 by default); save it as UTF-8.",
        "wrong.py was left out: it is not text in its declared encoding (UTF-8 by default); save it as UTF-8.",
    )


def test_what_is_no_submission(tmp_path):
    with pytest.raises(SubmissionError, match="does not exist"):
        load_submission(tmp_path / "nowhere")
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(SubmissionError, match="is not a folder or"):
        load_submission(tmp_path / "file.txt")
    with pytest.raises(SubmissionError, match="is neither a folder nor a file"):
        load_submission("/dev/null")
    with pytest.raises(SubmissionError, match=r"no \.py or \.ipynb file that can be read"):
        load_submission(tmp_path)


@pytest.mark.parametrize(("limit", "value"), [("MAX_SOURCE_BYTES", 8), ("MAX_CHUNKS", 2)])
def test_sources_together_are_limited(tmp_path, monkeypatch, limit, value):
    monkeypatch.setattr(f"grader.submissions.submission.{limit}", value)
    write(tmp_path, {"a.py": "x = 1", "b.ipynb": ("y", "z123")})
    submission = load_submission(tmp_path)
    assert list(submission.files) == ["a.py"]
    assert "b.ipynb was left out: with it there are more than" in submission.notes[0]


def test_ids(tmp_path):
    for name, expected in (("a.b", "a.b"), ("a.zip", "a"), ("a.txt", "a.txt"), ("é 名.py", "é 名"), (" ", "(blank)-")):
        (tmp_path / name).touch()
        assert find_id(tmp_path / name).removesuffix("36a9e7f1") == expected
    (tmp_path / "v1.zip.py").mkdir()
    assert find_id(tmp_path / "v1.zip.py") == "v1.zip.py"


def test_names_that_look_the_same_have_different_ids(tmp_path):
    """Two such students had one name in the table, and nobody could say whose report was whose."""
    names = ["ada", "ada\u200b", "ada\u200c", "ada\n", "ada\t", "ada ", " ada", "\x1b[1mada", "ada\ufe0f", "ad\u3164a"]
    names += ["ada b", "ada  b", "ada\u00a0b", os.fsdecode(b"ada\xff"), os.fsdecode(b"ada\xfe"), "ada\ufffd"]
    names += ["x" * 125 + "1", "x" * 125 + "2", "字" * 80 + "1", "字" * 80 + "2"]
    ids = [find_id(tmp_path / name) for name in names]
    assert len(set(ids)) == len(names)
    assert all(i.isprintable() and len(i.encode()) <= MAX_ID_BYTES + 1 + HASH_CHARS for i in ids)
    assert ids[0] == "ada"
    assert ids[1].startswith("ada(U+200B)-")
    assert ids[10] == "ada b"


@pytest.mark.parametrize("name", ["punycode", "idna", "rot13", "utf-7", "unicode_escape", "zlib", "no_such"])
def test_only_well_known_encodings_are_decoded(name):
    with pytest.raises(ValueError, match="encoding"):
        to_source("a.py", f"# coding: {name}\nx = 1\n".encode())


@pytest.mark.parametrize(
    "name", ["utf-8", "latin-1", "iso-8859-15", "cp1252", "ascii", "windows-1252", "gbk", "shift_jis"]
)
def test_well_known_encodings_are_decoded(name):
    assert to_source("a.py", f"# coding: {name}\nx = 1\n".encode())[0][0][1].endswith("x = 1\n")


def test_few_of_many_notes_are_in_an_error(tmp_path):
    for i in range(20):
        (tmp_path / f"{i}.py").write_bytes(b"\xff")
    with pytest.raises(SubmissionError) as caught:
        load_submission(tmp_path)
    assert str(caught.value).count("was left out") == 5


@pytest.mark.parametrize("name", ["a" * 250, "字" * 84, b"\xff" * 250])
def test_id_is_short_enough_for_the_name_of_a_file(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    path.mkdir()
    report = tmp_path / f"{find_id(path)}-2.json"
    report.touch()
    assert report.is_file()


def test_circle_of_links_is_told(tmp_path):
    (tmp_path / "me").symlink_to(tmp_path / "me")
    assert find_id(tmp_path / "me") == "me"
    with pytest.raises(SubmissionError, match="does not exist"):
        load_submission(tmp_path / "me")


def test_id_of_a_link_is_its_own_name(tmp_path):
    (tmp_path / "target").mkdir()
    (tmp_path / "me").symlink_to(tmp_path / "target")
    assert find_id(tmp_path / "me") == "me"


def test_folder_that_cannot_be_entered_is_told(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.is_dir", refuse)
    with pytest.raises(SubmissionError, match=r"cannot be read: Permission denied\."):
        load_submission(tmp_path)


MARKED = "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> main\n"


def test_marks_of_a_merge_conflict_are_told(tmp_path):
    marks = "it has the marks of a merge conflict (<<<<<<<, =======, >>>>>>>); "
    todo = "keep one of the two versions at each, and delete the marks."
    (tmp_path / "a.py").write_text(MARKED)
    (tmp_path / "b.ipynb").write_text("{\n<<<<<<< HEAD\n}\n")
    (tmp_path / "c.ipynb").write_text(to_notebook("y = 1", MARKED))
    (tmp_path / "d.py").write_text("'''\n=======\n<<<<<<<<<<\n'''\n1 << 7 >> 7\n  <<<<<<< HEAD\n>>>>>>>")
    (tmp_path / "e.py").write_bytes(MARKED.replace("\n", "\r\n").encode())
    submission = load_submission(tmp_path)
    assert submission.notes == (
        f"a.py: {marks}{todo}",
        f"b.ipynb was left out: {marks}{todo}",
        f"c.ipynb, cell 2: {marks}{todo}",
        f"e.py: {marks}{todo}",
    )


def test_large_notebook_hears_of_its_outputs(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    with (tmp_path / "b.ipynb").open("wb") as file:
        file.truncate(25_000_000)
    (note,) = load_submission(tmp_path).notes
    assert note == "b.ipynb was left out: it has more than 20 MB; clear its outputs, or remove data, and save it again."


def test_links_are_called_links(tmp_path, monkeypatch):
    (tmp_path / "me.py").symlink_to(tmp_path / "me.py")
    with pytest.raises(SubmissionError, match="it is a link that leads back to itself or to nothing"):
        load_submission(tmp_path / "me.py")
    (tmp_path / "a.py").write_text("x = 1")
    for path in (tmp_path, tmp_path / "me.py" / "b.py"):
        with pytest.raises(SubmissionError) if path != tmp_path else contextlib.nullcontext():
            assert "me.py was left out" in load_submission(path).notes[0]

    def refuse(path, flags):
        raise OSError(errno.ELOOP, "Too many levels of symbolic links")

    (tmp_path / "me.py").unlink()
    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(SubmissionError, match=r"a\.py was left out: it is a link; hand in the file itself\."):
        load_submission(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "a.zip")
    with pytest.raises(SubmissionError, match=r"a\.zip cannot be read: it is a link; hand in the file itself\."):
        load_submission(tmp_path / "a.zip")


def test_own_files_are_told_before_installed_packages(tmp_path):
    for i in range(30):
        (tmp_path / f"env{i}" / "lib").mkdir(parents=True)
        (tmp_path / f"env{i}" / "pyvenv.cfg").touch()
        (tmp_path / f"env{i}" / "lib" / "latin.py").write_bytes(b"# \xe9")
    (tmp_path / "hw.ipynb").write_text("{")
    with pytest.raises(
        SubmissionError, match=r"that can be read\..* hw\.ipynb was left out: it is not valid JSON"
    ) as caught:
        load_submission(tmp_path)
    assert "latin" not in str(caught.value)
