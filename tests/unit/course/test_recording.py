"""Recordings: made once, and the same when they are read again."""

from dataclasses import replace

import pytest

from grader.course.course import load_course
from grader.course.recording import Recording, from_bytes, to_bytes
from tests.toy import find_recordings, write_course


def test_what_is_kept_is_what_was_made(course):
    exercise = course.exercises[0]
    checks = {check.id: (check.cases, check.transcript) for check in exercise.checks}
    made = Recording(checks, exercise.mistakes)
    read = from_bytes(to_bytes(made))
    assert read.checks == made.checks
    assert exercise.mistakes.edited
    assert read.mistakes == replace(exercise.mistakes, written=())
    assert all(len(transcript.numbers) == len(transcript.questions) for _, transcript in read.checks.values())


@pytest.mark.parametrize("data", [b"", b"\x93\x01\x02\x03", b"\x92\x80", bytes(100)])
def test_anything_else_is_made_again(data):
    assert from_bytes(data) is None


def test_a_course_is_recorded_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = write_course(tmp_path / "toy")
    first = load_course(root)
    monkeypatch.setattr("grader.course.cases.record", lambda *_: pytest.fail("drawn again"))
    monkeypatch.setattr("grader.course.course.load_mistakes", lambda *_: pytest.fail("edits were parsed again"))
    second = load_course(root)
    assert [c.cases for c in first.exercises[0].checks] == [c.cases for c in second.exercises[0].checks]
    assert [c.transcript for c in first.exercises[0].checks] == [c.transcript for c in second.exercises[0].checks]
    assert first.exercises[0].mistakes == second.exercises[0].mistakes


def test_a_damaged_recording_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = write_course(tmp_path / "toy")
    first = load_course(root)
    for path in find_recordings():
        path.write_bytes(path.read_bytes()[:-3])
    assert [c.cases for c in load_course(root).exercises[0].checks] == [c.cases for c in first.exercises[0].checks]


def test_another_seed_is_another_recording(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = write_course(tmp_path / "toy")
    load_course(root)
    (root / "reference" / "seed.txt").write_text("99\n")
    load_course(root)
    assert len(find_recordings()) == 2
