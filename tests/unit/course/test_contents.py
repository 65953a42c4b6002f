"""What an exercise depends on: its own files, and not the course's."""

import pytest

from grader.course import cache
from grader.course.course import load_course
from tests.toy import MISTAKES
from tests.unit.course.test_first_run import write_two


@pytest.fixture
def two(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = write_two(tmp_path / "toys")
    load_course(root)
    return root


def append(path, text):
    path.write_text(path.read_text() + text)


def count_new(root):
    before = set(cache.find_folder().iterdir())
    load_course(root)
    return len(set(cache.find_folder().iterdir()) - before)


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
    (two / "assignments/a1_toys/e2_triple/mistakes.toml").write_text(MISTAKES)
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
