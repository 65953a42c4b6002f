"""The hash of a course: what it depends on, and that a cached one is the same."""

import pytest

from grader.course import cache, fingerprint
from grader.course.fingerprint import hash_course
from grader.course.overlay import find_layers
from grader.errors import CourseError
from tests.toy import write_course

MISTAKES = "assignments/a1_toys/e1_double/mistakes.toml"


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_course(tmp_path / "course")


def test_a_hash_is_found_again_without_reading_toml(root, monkeypatch):
    found = hash_course(find_layers(root))
    monkeypatch.setattr(fingerprint, "merge_entries", lambda _: pytest.fail("read again"))
    assert hash_course(find_layers(root)) == found


def test_layout_of_toml_does_not_count_and_contents_do(root):
    found = hash_course(find_layers(root))
    path = root / MISTAKES
    path.write_text("# A remark.\n" + path.read_text())
    assert hash_course(find_layers(root)) == found
    path.write_text(path.read_text().replace("number three", "number four"))
    assert hash_course(find_layers(root)) != found


def test_seed_does_not_count(root):
    found = hash_course(find_layers(root))
    (root / "reference" / "seed.txt").write_text("12\n")
    assert hash_course(find_layers(root)) == found


def test_broken_toml_is_told_every_time(root):
    (root / MISTAKES).write_text("[")
    for _ in range(2):
        with pytest.raises(CourseError, match=r"mistakes\.toml"):
            hash_course(find_layers(root))


def test_a_course_that_changes_meanwhile_is_not_cached(root, monkeypatch):
    real = fingerprint.merge_entries

    def change(paths):
        (root / MISTAKES).write_text((root / MISTAKES).read_text() + "# Saved just now.\n")
        return real(paths)

    monkeypatch.setattr(fingerprint, "merge_entries", change)
    hash_course(find_layers(root))
    assert not cache.find_folder().exists()
