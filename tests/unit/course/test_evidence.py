"""Evidence: made once, when it is first asked for, and the same whichever process makes it."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from grader.course import cache
from grader.course.course import load_course
from grader.course.evidence import KeptEvidence, from_bytes, load_evidence, to_bytes
from tests.toy import MISTAKES, find_recordings, write_course


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_course(tmp_path / "toy", mistakes=MISTAKES)


def find_files():
    return {path.name for path in find_recordings()}


def test_what_is_kept_is_what_was_made(toy):
    (exercise,) = load_course(toy).exercises
    made = exercise.evidence.get()
    read = from_bytes(to_bytes(made))
    assert made.table.suspects
    assert (read.table.questions, read.table.cells) == (made.table.questions, made.table.cells)
    assert read.table.suspects == made.table.suspects
    for name in ("sketches", "scales"):
        assert np.array_equal(getattr(read.table, name), getattr(made.table, name), equal_nan=True), name
    assert to_bytes(read) == to_bytes(made)


@pytest.mark.parametrize("data", [b"", b"\x93\x01\x02\x03", b"\x92\x80", bytes(100)])
def test_anything_else_is_no_evidence(data):
    assert from_bytes(data) is None


def test_to_load_a_course_makes_none(toy, monkeypatch):
    monkeypatch.setattr("grader.course.evidence.make_table", lambda *_: pytest.fail("made"))
    load_course(toy)
    assert len(find_files()) == 1


def test_it_is_made_once(toy, monkeypatch):
    (exercise,) = load_course(toy).exercises
    made = exercise.evidence.get()
    assert exercise.evidence.get() is made
    assert len(find_files()) == 2  # the lock is none of them
    monkeypatch.setattr("grader.course.evidence.make_table", lambda *_: pytest.fail("made again"))
    (again,) = load_course(toy).exercises
    assert to_bytes(again.evidence.get()) == to_bytes(made)


def test_it_is_made_where_nothing_can_be_cached(toy, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    (exercise,) = load_course(toy).exercises
    assert exercise.table.suspects


def test_damaged_evidence_is_made_again(toy):
    (exercise,) = load_course(toy).exercises
    before = find_files()
    made = to_bytes(exercise.evidence.get())
    (name,) = find_files() - before
    path = cache.find_folder() / name
    path.write_bytes(path.read_bytes()[:-3])
    (again,) = load_course(toy).exercises
    assert to_bytes(again.evidence.get()) == made
    assert to_bytes(load_evidence(name)) == made


def test_an_error_leaves_no_lock(toy):
    load_course(toy)

    def fail():
        raise ValueError("cannot be made")

    for _ in range(2):
        with pytest.raises(ValueError, match="cannot be made"):
            KeptEvidence("key", fail).get()
    assert len(find_files()) == 1


MAKE = """
import sys, hashlib
from pathlib import Path
from grader.course import evidence
from grader.course.course import load_course

make_table = evidence.make_table

def noted(*arguments):
    with Path(sys.argv[2]).open("a") as file:
        file.write("made\\n")
    return make_table(*arguments)

evidence.make_table = noted
(exercise,) = load_course(sys.argv[1]).exercises
print("loaded", flush=True)
sys.stdin.readline()
print(hashlib.sha256(evidence.to_bytes(exercise.evidence.get())).hexdigest())
"""


def start(toy, root, log):
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-P", "-c", MAKE, str(toy), str(log)]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_of_two_processes_one_makes_it_and_the_other_waits(toy, root, tmp_path, monkeypatch):
    log = tmp_path / "log"
    processes = [start(toy, root, log) for _ in range(2)]
    assert [process.stdout.readline() for process in processes] == ["loaded\n"] * 2
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    found = {process.communicate()[0].strip() for process in processes}
    assert log.read_text() == "made\n"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    (exercise,) = load_course(toy).exercises
    assert found == {hashlib.sha256(to_bytes(exercise.evidence.get())).hexdigest()}
