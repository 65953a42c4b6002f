"""Recordings on disk: sound or not used."""

import pytest

from grader import cache
from grader.script import Script

RECORDINGS = {"a": ((b"case",), Script((("f", b"x"),), (b"ask",), (b"reply",), ((0,),), (True,))), "b": ((), Script())}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def test_what_is_saved_is_loaded(folder):
    assert cache.load_recordings(folder, "key") == {}
    cache.save_recordings(folder, "key", RECORDINGS)
    assert cache.load_recordings(folder, "key") == RECORDINGS
    assert cache.load_recordings(folder, "other") == {}


def test_only_the_user_can_read_it(folder):
    cache.save_recordings(folder, "key", RECORDINGS)
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", [b"", b"short", lambda data: data[:-1], lambda data: data[:40] + b"?" + data[41:]])
def test_a_damaged_file_is_as_good_as_none(folder, damage):
    cache.save_recordings(folder, "key", RECORDINGS)
    data = (folder / "key").read_bytes()
    (folder / "key").write_bytes(damage if isinstance(damage, bytes) else damage(data))
    assert cache.load_recordings(folder, "key") == {}


def test_a_sound_file_of_another_form_is_as_good_as_none(folder):
    cache.save_recordings(folder, "key", {})
    payload = b"\x93\x01\x02\x03"
    (folder / "key").write_bytes(cache.hashlib.sha256(payload).digest() + payload)
    assert cache.load_recordings(folder, "key") == {}


def test_a_folder_that_others_can_open_is_not_used(folder):
    cache.save_recordings(folder, "key", RECORDINGS)
    folder.chmod(0o755)
    assert cache.load_recordings(folder, "key") == {}
    cache.save_recordings(folder, "second", RECORDINGS)
    assert not (folder / "second").exists()


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    cache.save_recordings(tmp_path / "file" / "cache", "key", RECORDINGS)


def test_a_full_disk_leaves_no_half_file(folder, monkeypatch):
    monkeypatch.setattr(cache.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    cache.save_recordings(folder, "key", RECORDINGS)
    assert list(folder.iterdir()) == []


def test_old_files_are_removed(folder, monkeypatch):
    monkeypatch.setattr(cache, "MAX_FILES", 2)
    for number in range(4):
        cache.save_recordings(folder, f"key{number}", {})
    assert len(list(folder.iterdir())) == 2


def test_keys_depend_on_what_they_are_made_of(monkeypatch):
    assert len({cache.to_key("a", "b"), cache.to_key("ab", ""), cache.to_key("a", "c")}) == 3
    before = cache.to_key("a")
    monkeypatch.setattr(cache, "version", lambda name: "0.0")
    assert cache.to_key("a") != before


def test_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.find_folder() == tmp_path / "grader"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert cache.find_folder().parts[-2:] == (".cache", "grader")
