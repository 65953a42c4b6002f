"""The hash of a course: what it depends on, and that a cached one is the same."""

import pytest

from grader.course import cache, fingerprint
from grader.course.course import load_course
from grader.course.fingerprint import hash_course, read_contents
from grader.course.overlay import find_layers
from grader.errors import CourseError
from tests.toy import MISTAKES as TOY_MISTAKES
from tests.toy import find_recordings, write_course
from tests.unit.course.test_first_run import write_two

MISTAKES = "assignments/a1_toys/e1_double/mistakes.toml"


def hash_now(root):
    layers = find_layers(root)
    return hash_course(layers, read_contents(layers))


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_course(tmp_path / "course")


def test_a_hash_is_found_again_without_reading_toml(root, monkeypatch):
    found = hash_now(root)
    monkeypatch.setattr(fingerprint, "merge_entries", lambda _: pytest.fail("read again"))
    assert hash_now(root) == found


def test_layout_of_toml_does_not_count_and_contents_do(root):
    found = hash_now(root)
    path = root / MISTAKES
    path.write_text("# A remark.\n" + path.read_text())
    assert hash_now(root) == found
    path.write_text(path.read_text().replace("number three", "number four"))
    assert hash_now(root) != found


def test_seed_does_not_count(root):
    found = hash_now(root)
    (root / "reference" / "seed.txt").write_text("12\n")
    assert hash_now(root) == found


def test_broken_toml_is_told_every_time(root):
    (root / MISTAKES).write_text("[")
    for _ in range(2):
        with pytest.raises(CourseError, match=r"mistakes\.toml"):
            hash_now(root)


def test_a_course_that_changes_meanwhile_is_not_cached(root, monkeypatch):
    real = fingerprint.merge_entries

    def change(paths):
        (root / MISTAKES).write_text((root / MISTAKES).read_text() + "# Saved just now.\n")
        return real(paths)

    monkeypatch.setattr(fingerprint, "merge_entries", change)
    hash_now(root)
    assert not cache.find_folder().exists()


@pytest.fixture
def two(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = write_two(tmp_path / "toys")
    load_course(root)
    return root


def append(path, text):
    path.write_text(path.read_text() + text)


def count_new(root):
    before = find_recordings()
    load_course(root)
    return len(find_recordings() - before)


def test_a_change_of_one_exercise_is_none_of_another(two):
    before = load_course(two).sha256
    append(two / "assignments/a1_toys/e2_triple/spec.py", '\nHINTS = ("Think.",)\n')
    assert count_new(two) == 1
    assert load_course(two).sha256 != before


@pytest.mark.parametrize("name", ["hidden_checks.py", "public_checks.py", "helper.py"])
def test_every_file_of_its_folder_counts(two, name):
    path = two / "assignments/a1_toys/e2_triple" / name
    path.write_text((path.read_text() if path.exists() else "") + "\n# Another line.\n")
    assert count_new(two) == 1


def test_a_new_mistake_counts(two):
    (two / "assignments/a1_toys/e2_triple/mistakes.toml").write_text(TOY_MISTAKES)
    assert count_new(two) == 1


def test_a_reference_may_import_those_beside_it(two):
    append(two / "reference/a1_toys/e1_double.py", "\n# Another line.\n")
    assert count_new(two) == 2


def test_settings_of_the_course_are_no_part_of_an_exercise(two):
    append(two / "assignments/course.toml", "\n[limits]\ncall_wall_s = 1.5\n")
    assert count_new(two) == 0


def test_another_seed_is_another_recording_of_each(two):
    (two / "reference/seed.txt").write_text("99\n")
    assert count_new(two) == 2
