"""Recordings on disk: sound or not used."""

import threading

import hypothesis
import numpy as np
import pytest

from grader.course import cache

PAYLOAD = bytes(range(256))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def test_what_is_saved_is_loaded(folder):
    assert cache.load_cached(folder, "key") is None
    cache.save_cached(folder, "key", PAYLOAD)
    assert cache.load_cached(folder, "key") == PAYLOAD
    assert cache.load_cached(folder, "other") is None


def test_only_the_user_can_read_it(folder):
    cache.save_cached(folder, "key", PAYLOAD)
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", [b"", b"short", lambda data: data[:-1], lambda data: data[:40] + b"?" + data[41:]])
def test_a_damaged_file_is_as_good_as_none(folder, damage):
    cache.save_cached(folder, "key", PAYLOAD)
    data = (folder / "key").read_bytes()
    (folder / "key").write_bytes(damage if isinstance(damage, bytes) else damage(data))
    assert cache.load_cached(folder, "key") is None


def test_a_folder_that_others_can_open_is_not_used(folder):
    cache.save_cached(folder, "key", PAYLOAD)
    folder.chmod(0o755)
    assert cache.load_cached(folder, "key") is None
    cache.save_cached(folder, "second", PAYLOAD)
    assert not (folder / "second").exists()


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    cache.save_cached(tmp_path / "file" / "cache", "key", PAYLOAD)
    assert cache.load_cached(tmp_path / "file" / "cache", "key") is None
    assert (tmp_path / "file").read_text() == ""


def test_a_full_disk_leaves_no_half_file(folder, monkeypatch):
    monkeypatch.setattr(cache.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    cache.save_cached(folder, "key", PAYLOAD)
    assert list(folder.iterdir()) == []


def test_old_files_are_removed(folder, monkeypatch):
    monkeypatch.setattr(cache, "MAX_FILES", 2)
    for number in range(4):
        cache.save_cached(folder, f"key{number}", b"")
    assert len(list(folder.iterdir())) == 2


def test_keys_depend_on_what_they_are_made_of(monkeypatch):
    assert len({cache.to_key("a", "b"), cache.to_key("ab", ""), cache.to_key("a", "c")}) == 3
    before = cache.to_key("a")
    monkeypatch.setattr(cache, "_versions", lambda: ("3.11", "a NumPy of another year"))
    assert cache.to_key("a") != before


def test_versions_are_those_of_what_draws_and_computes():
    assert {np.__version__, hypothesis.__version__} <= set(cache._versions())


def test_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.find_folder() == tmp_path / "grader"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert cache.find_folder().parts[-2:] == (".cache", "grader")


def test_user_without_a_home_has_a_folder_too(monkeypatch):
    def refuse(path):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pathlib.Path.expanduser", refuse)
    assert cache.find_folder().name.startswith("grader-")


def test_a_lock_is_held_by_one_at_a_time_and_leaves_no_file(folder):
    order = []

    def wait():
        with cache.locked(folder, "key"):
            order.append("second")

    with cache.locked(folder, "key"):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert list(folder.iterdir()) == []


def test_where_nothing_can_be_locked_nobody_waits(tmp_path, folder, monkeypatch):
    (tmp_path / "file").write_text("")
    entered = []
    with cache.locked(tmp_path / "file" / "cache", "key"):
        entered.append("no folder")
    monkeypatch.setattr(cache, "fcntl", None)
    with cache.locked(folder, "key"), cache.locked(folder, "key"):
        entered.append("no locks")
    assert entered == ["no folder", "no locks"]
    assert list(folder.iterdir()) == []
