"""Several processes grade what one grades, and one that dies is replaced."""

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
from multiprocessing import resource_tracker

import msgspec
import pytest

from grader.batch import process_pool
from grader.batch.batch import grade_all
from grader.course.course import load_course
from grader.errors import CourseError
from grader.reports.report import has_grader_fault, to_json
from tests.conftest import ROOT
from tests.golden.test_class import to_bytes
from tests.hostile.processes import find_descendants, find_running
from tests.toy import PUBLIC, write_course
from tests.unit.submissions.test_submission import to_notebook

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are found through /proc")


@pytest.fixture(scope="module")
def toy(tmp_path_factory, cache_folder):
    return load_course(write_course(tmp_path_factory.mktemp("toy")))


@pytest.fixture
def paths(tmp_path):
    for number in range(5):
        (tmp_path / f"s{number}").mkdir()
        (tmp_path / f"s{number}" / "double.py").write_text(f"def double(x): return {number} * x")
    return sorted(tmp_path.iterdir())


def grade_sorted(course, paths, jobs, wall_s=None):
    """Grade in parallel and return the reports in the order of the paths."""
    numbered = list(process_pool.grade_in_parallel(course, paths, jobs, ("public", "hidden"), wall_s))
    assert sorted(index for index, _ in numbered) == list(range(len(paths)))
    return [report for _, report in sorted(numbered, key=lambda pair: pair[0])]


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_reports_are_those_of_one_process(toy, paths, jobs):
    alone = [to_bytes(report) for report in grade_all(toy, paths)]
    assert [to_bytes(report) for report in grade_sorted(toy, paths, jobs)] == alone


@pytest.fixture
def killing(monkeypatch):
    """Kill the process that has begun with a submission, as often as told."""
    receive = process_pool.GradingProcess.receive
    left, killed = {}, set()

    def receive_and_kill(process, wall_s):
        index, report = process.index, receive(process, wall_s)
        if report is None and left.get(f"s{index}", 0) and process.process.pid not in killed:
            left[f"s{index}"] -= 1
            killed.add(process.process.pid)
            os.kill(process.process.pid, signal.SIGKILL)
        return report

    monkeypatch.setattr(process_pool.GradingProcess, "receive", receive_and_kill)
    return left


def test_a_process_that_dies_costs_nothing(toy, paths, killing):
    alone = [to_bytes(report) for report in grade_all(toy, paths)]
    killing["s1"] = 1
    assert [to_bytes(report) for report in grade_sorted(toy, paths, 2)] == alone


def test_a_submission_that_two_processes_die_of_is_to_be_graded_again(toy, paths, killing):
    killing["s2"] = 2
    reports = grade_sorted(toy, paths, 2)
    assert [report.submission.id for report in reports] == ["s0", "s1", "s2", "s3", "s4"]
    assert [has_grader_fault(report) for report in reports] == [False, False, True, False, False]
    assert reports[2].score == 0.0
    assert "died" in reports[2].submission.notes[0]
    assert b"grader_fault" in to_json(reports[2])


def test_a_process_that_dies_before_it_has_loaded_the_course_costs_nothing(toy, paths, monkeypatch):
    alone = [to_bytes(report) for report in grade_all(toy, paths)]
    send, sent = process_pool.GradingProcess.send, []

    def send_and_kill(process, index, path):
        send(process, index, path)
        sent.append(index)
        if len(sent) == 1:
            os.kill(process.process.pid, signal.SIGKILL)

    monkeypatch.setattr(process_pool.GradingProcess, "send", send_and_kill)
    assert [to_bytes(report) for report in grade_sorted(toy, paths, 2)] == alone
    assert sorted(sent) == [0, 0, 1, 2, 3, 4]


@pytest.fixture(scope="module")
def hanging(tmp_path_factory, cache_folder):
    """A course whose check hangs in C where the answer is 7, and sleeps where it is 8; a signal ends only the sleep."""
    check = '''
import itertools
import time

from grader.exercise.checks import check


@check(weight=1, hint="Hang.")
def hangs(student):
    """It hangs."""
    answer = student.double(np.array([1.0]))[0]
    if answer == 7:
        sum(itertools.repeat(0))
    if answer == 8:
        time.sleep(1_000)
    assert_close(student.double(np.array([1.0])), np.array([2.0]))
'''
    return load_course(write_course(tmp_path_factory.mktemp("hanging"), public_checks=PUBLIC + check))


def hand_in(folder, *bodies):
    for number, body in enumerate(bodies):
        (folder / f"s{number}").mkdir(parents=True)
        (folder / f"s{number}" / "double.py").write_text(f"def double(x): return {body}")
    return sorted(folder.iterdir())


def test_a_submission_that_takes_too_long_is_to_be_graded_again(hanging, tmp_path):
    paths = hand_in(tmp_path, "2 * x", "7 + 0 * x", "8 + 0 * x", "2 * x", "2 * x")
    reports = grade_sorted(hanging, paths, 2, wall_s=5.0)
    assert [report.submission.id for report in reports] == ["s0", "s1", "s2", "s3", "s4"]
    assert [has_grader_fault(report) for report in reports] == [False, True, True, False, False]
    cause = "Grading this submission took longer than 5 s, and was ended while grading double."
    assert reports[1].submission.notes == (cause,)
    assert reports[3].score == reports[4].score == reports[0].score > 0.0


@linux
def test_what_a_hanging_submission_has_started_ends_with_it(hanging, tmp_path):
    paths = hand_in(tmp_path, "2 * x", "7 + 0 * x")
    resource_tracker.ensure_running()  # Python's own, which stays
    before = find_descendants(os.getpid())
    reports = process_pool.grade_in_parallel(hanging, paths, 2, ("public", "hidden"), wall_s=5.0)
    assert next(reports)[0] == 0
    below = find_descendants(os.getpid()) - before
    assert below
    assert has_grader_fault(next(reports)[1])
    assert list(reports) == []
    assert find_left_of(below, 20.0) == set()


def test_reports_come_while_others_are_being_graded(hanging, tmp_path):
    paths = hand_in(tmp_path, "7 + 0 * x", "2 * x", "2 * x")
    reports = process_pool.grade_in_parallel(hanging, paths, 2, ("public", "hidden"))
    assert [next(reports)[0], next(reports)[0]] == [1, 2]  # or this would never end
    reports.close()


def stall_at_notebooks(*arguments):
    """Grade as a process of the pool does, but without end at each notebook."""
    from grader.submissions import notebooks

    notebooks.to_notebook_source = lambda *_: time.sleep(1_000)
    process_pool._grade_requests(*arguments)


def test_a_file_that_takes_too_long_to_read_is_named(toy, tmp_path, monkeypatch):
    monkeypatch.setattr(process_pool, "_grade_requests", stall_at_notebooks)
    for name in ("ana", "ben"):
        (tmp_path / name).mkdir()
    (tmp_path / "ana" / "double.ipynb").write_text(to_notebook("x = 1"))
    (tmp_path / "ben" / "double.py").write_text("def double(x): return 2 * x")
    ana, ben = grade_sorted(toy, sorted(tmp_path.iterdir()), 2, wall_s=5.0)
    cause = "Grading this submission took longer than 5 s, and was ended while reading double.ipynb."
    assert ana.submission.notes == (cause,)
    assert {(check.verdict, check.message) for check in ana.exercises[0].checks} == {("grader_fault", cause)}
    assert (ben.score, has_grader_fault(ben)) == (4, False)


def test_many_short_steps_are_too_long_together():
    ours, theirs = process_pool._CONTEXT.Pipe()
    process = process_pool.GradingProcess(None, ours, index=0, deadline=time.monotonic() + 1000)
    theirs.send_bytes(b"@reading a.py")
    assert process.receive(1.0) is None
    assert process.step == "reading a.py"
    process.deadline = time.monotonic() - 1
    theirs.send_bytes(b"@reading b.py")
    with pytest.raises(TimeoutError):
        process.receive(1.0)


def test_a_submission_may_take_as_long_as_its_course_says(toy):
    assert process_pool.find_wall_s(toy) == 5 * toy.limits.exercise_wall_s
    limits = msgspec.structs.replace(toy.limits, submission_wall_s=7.5)
    assert process_pool.find_wall_s(dataclasses.replace(toy, limits=limits)) == 7.5


BATCH = """
import sys, threading
from pathlib import Path
from grader.batch.process_pool import grade_in_parallel
from grader.course.course import load_course

def main():
    paths = sorted(Path(sys.argv[2]).iterdir())
    try:
        for _, report in grade_in_parallel(load_course(Path(sys.argv[1])), paths, 2, ("public", "hidden")):
            print(report.submission.id, flush=True)
    except KeyboardInterrupt:
        print("stopped", flush=True)

if __name__ == "__main__":
    if sys.argv[3] == "in a thread":
        thread = threading.Thread(target=main)
        thread.start()
        thread.join()
    else:
        main()
"""


@pytest.fixture
def start_batch(hanging, tmp_path):
    """Start a batch of which two submissions hang, in a process that leads a group as a terminal has it."""
    started = []

    def start(where, body):
        hand_in(tmp_path / "class", "2 * x", body, body)
        (tmp_path / "batch.py").write_text(BATCH)
        command = [sys.executable, str(tmp_path / "batch.py"), str(hanging.root), str(tmp_path / "class"), where]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        batch = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
        )
        started.append(batch)
        assert batch.stdout.readline() == "s0\n"
        return batch, find_descendants(batch.pid)

    yield start
    for batch in started:
        batch.kill()
        batch.communicate()


@linux
@pytest.mark.parametrize(
    ("where", "body"),
    [("in the main thread", "7 + 0 * x"), ("in the main thread", "8 + 0 * x"), ("in a thread", "8 + 0 * x")],
)
def test_a_batch_that_is_killed_takes_its_busy_processes_along(start_batch, where, body):
    batch, below = start_batch(where, body)
    assert below
    batch.kill()
    batch.wait()
    assert find_left_of(below, 20.0) == set()


@linux
@pytest.mark.parametrize("body", ["7 + 0 * x", "8 + 0 * x"])
def test_a_batch_that_is_interrupted_ends_its_busy_processes(start_batch, body):
    batch, below = start_batch("in the main thread", body)
    os.killpg(batch.pid, signal.SIGINT)
    said, _ = batch.communicate(timeout=60)
    assert said == "stopped\n"
    assert find_left_of(below, 20.0) == set()


def find_left_of(pids, wait_s):
    """Return which processes do not end by themselves; they are ended, since nothing else would."""
    deadline = time.monotonic() + wait_s
    while (left := find_running(pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return left


def test_a_course_that_is_changed_meanwhile_ends_the_run(paths, tmp_path_factory, cache_folder):
    root = write_course(tmp_path_factory.mktemp("changing"))
    changing = load_course(root)
    reference = root / "reference" / "a1_toys" / "e1_double.py"
    reference.write_text(f"{reference.read_text()}\n# changed\n")
    with pytest.raises(CourseError, match="was changed while a class was graded"):
        list(process_pool.grade_in_parallel(changing, paths, 2, ("public", "hidden")))
