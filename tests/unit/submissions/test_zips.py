"""Zips: what is read of them, and what is refused."""

import os
import stat
import struct
import zipfile

import pytest

from grader.errors import SubmissionError
from grader.submissions import files, zips
from grader.submissions.files import read_files


@pytest.fixture
def zip_of(tmp_path):
    """Write a zip of names (or ZipInfos) and contents."""

    def write(members, method=zipfile.ZIP_DEFLATED):
        path = tmp_path / "upload.zip"
        with zipfile.ZipFile(path, "w", method) as opened:
            for name, data in members:
                opened.writestr(name, data)
        return path

    return write


def link(name):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def patch(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def test_names_that_lead_elsewhere_and_links_are_left_out(zip_of):
    names = ["ok.py", "../up.py", "a/../../up.py", "/etc/abs.py", "C:/disk.py", "..\\win.py", link("l.py")]
    found, notes = read_files(zip_of([(name, b"x") for name in names]))
    assert list(found) == ["ok.py"]
    assert sorted(notes) == [
        "../up.py was left out: its path leads out of the zip; make the zip again.",
        "../win.py was left out: its path leads out of the zip; make the zip again.",
        "/etc/abs.py was left out: its path leads out of the zip; make the zip again.",
        "C:/disk.py was left out: its path leads out of the zip; make the zip again.",
        "a/../../up.py was left out: its path leads out of the zip; make the zip again.",
        "l.py was left out: it is a link; hand in the file itself.",
    ]


def test_name_without_end(zip_of):
    _, notes = read_files(zip_of([("a" * 400 + ".py", b"x")]))
    assert notes[0].endswith("was left out: its path has more than 300 characters; shorten it.")


def test_backslashes_of_windows_are_folders(zip_of):
    assert list(read_files(zip_of([("a2\\double.py", b"x"), ("./b.py", b"y")]))[0]) == ["b.py", "a2/double.py"]


def test_umlauts_in_names(zip_of):
    path = zip_of([("übung/lösung.py", b"x")])
    assert list(read_files(path)[0]) == ["übung/lösung.py"]
    # macOS: the same bytes, decomposed, without the bit that says UTF-8; Windows: the DOS alphabet.
    for name in ("lo\u0308sung.py".encode(), "lösung.py".encode("cp437")):
        path = zip_of([("l" + "_" * (len(name) - 4) + ".py", b"x")])
        patch(path, b"l" + b"_" * (len(name) - 4) + b".py", name)
        assert list(read_files(path)[0]) == ["lösung.py"]


@pytest.mark.parametrize("name", ["MAX_BYTES", "MAX_TOTAL_BYTES"])
def test_bombs_are_read_no_further_than_the_limit(zip_of, monkeypatch, name):
    monkeypatch.setattr(files, name, {".py": 1000, ".ipynb": 1000} if name == "MAX_BYTES" else 1000)
    path = zip_of([("bomb.py", b" " * 500_000), ("a.py", b"x")])
    found, notes = read_files(path)
    assert list(found) == ["a.py"]
    assert notes[0].startswith("bomb.py was left out:")


def test_size_in_the_header_is_not_believed(zip_of, monkeypatch):
    monkeypatch.setitem(files.MAX_BYTES, ".py", 1000)
    path = zip_of([("bomb.py", b" " * 500_000)])
    patch(path, struct.pack("<I", 500_000), struct.pack("<I", 10))
    assert len(read_or_nothing(path).get("bomb.py", b"")) <= 10


def read_or_nothing(path):
    try:
        return read_files(path)[0]
    except SubmissionError:
        return {}


def test_number_of_members_is_limited(zip_of, monkeypatch):
    monkeypatch.setattr(zips, "MAX_MEMBERS", 3)
    with pytest.raises(SubmissionError, match="more than 3 files"):
        read_files(zip_of([(f"{i}.txt", b"") for i in range(4)]))


def test_zip_that_is_too_large(zip_of, monkeypatch):
    monkeypatch.setattr(zips, "MAX_ZIP_BYTES", 3)
    with pytest.raises(SubmissionError, match="more than 3 bytes"):
        read_files(zip_of([("a.py", b"")]))


def test_encrypted_zip(zip_of):
    path = zip_of([("a.py", b"x = 1")])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(SubmissionError, match="is encrypted"):
        read_files(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_cannot_be_bounded_is_not_read(zip_of, method):
    assert read_files(zip_of([("a.py", b"x")], method)) == (
        {},
        ["a.py was left out: its compression method is not supported; use your system's own zip program."],
    )


def test_damaged_zips(zip_of, tmp_path):
    path = zip_of([("a.py", b"x = 1\n" * 100)])
    whole = path.read_bytes()
    at = whole.index(b"a.py") + 10
    for damaged in (b"", b"no zip", whole[: len(whole) // 2], whole[:at] + b"\xff\xff" + whole[at + 2 :]):
        path.write_bytes(damaged)
        with pytest.raises(SubmissionError, match=r"upload\.zip is damaged or not a zip"):
            read_files(path)


def test_any_damage_is_an_error_of_the_submission_or_nothing(zip_of):
    path = zip_of([("a.py", b"x = 1\n" * 20), ("b/c.ipynb", b"{}")])
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        found = read_or_nothing(path)
        assert {*found.values()} <= {b"x = 1\n" * 20, b"{}"}


def test_directory_of_very_many_entries_is_not_even_read(zip_of, monkeypatch):
    path = zip_of([(f"{i}.py", b"") for i in range(30)])
    monkeypatch.setattr(zips, "MAX_MEMBERS", 10)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(SubmissionError, match="more than 10 files"):
        read_files(path)


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK, stat.S_IFDIR])
def test_members_that_claim_to_be_no_files_are_left_out(zip_of, kind):
    info = zipfile.ZipInfo("a.py")
    info.create_system, info.external_attr = 3, (kind | 0o644) << 16
    note = "a.py was left out: it is not a regular file; hand in a copy of the file itself."
    assert read_files(zip_of([(info, b"x")])) == ({}, [note])


def test_zip_with_a_second_name_is_refused(zip_of, tmp_path):
    path = zip_of([("a.py", b"x")])
    os.link(path, tmp_path / "other.zip")
    with pytest.raises(SubmissionError, match="hard link"):
        read_files(path)


def test_very_long_names_are_cut_before_their_folders_are_looked_at(tmp_path):
    with zipfile.ZipFile(tmp_path / "long.zip", "w") as archive:
        archive.writestr("a/" * 30_000 + "double.py", "x = 1")
        archive.writestr("b.py", "x = 1")
    files, notes = read_files(tmp_path / "long.zip")
    assert list(files) == ["b.py"]
    assert "its path has more than 1000 characters" in notes[0]
    with zips.open_zip(tmp_path / "long.zip") as archive:
        assert max(len(member.path) for member in zips.find_zipped_files(archive)) <= 1001
