"""Several processes grade what one grades, and one that dies is replaced."""

import os
import signal

import pytest

from grader.batch import process_pool
from grader.batch.batch import grade_all
from grader.course.course import load_course
from grader.errors import CourseError
from grader.reports.report import has_grader_fault, to_json
from tests.golden.test_class import to_bytes
from tests.toy import write_course


@pytest.fixture(scope="module")
def toy(tmp_path_factory, cache_folder):
    return load_course(write_course(tmp_path_factory.mktemp("toy")))


@pytest.fixture
def paths(tmp_path):
    for number in range(5):
        (tmp_path / f"s{number}").mkdir()
        (tmp_path / f"s{number}" / "double.py").write_text(f"def double(x): return {number} * x")
    return sorted(tmp_path.iterdir())


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_reports_are_those_of_one_process_in_order(toy, paths, jobs):
    alone = [to_bytes(report) for report in grade_all(toy, paths)]
    assert [
        to_bytes(report) for report in process_pool.grade_in_parallel(toy, paths, jobs, ("public", "hidden"))
    ] == alone


@pytest.fixture
def killing(monkeypatch):
    """Kill the process that is given a submission, as often as told."""
    send = process_pool._send
    left = {}

    def send_and_kill(process, path):
        send(process, path)
        if left.get(path.name, 0):
            left[path.name] -= 1
            os.kill(process.process.pid, signal.SIGKILL)

    monkeypatch.setattr(process_pool, "_send", send_and_kill)
    return left


def test_a_process_that_dies_costs_nothing(toy, paths, killing):
    alone = [to_bytes(report) for report in grade_all(toy, paths)]
    killing["s1"] = 1
    assert [to_bytes(report) for report in process_pool.grade_in_parallel(toy, paths, 2, ("public", "hidden"))] == alone


def test_a_submission_that_two_processes_die_of_is_to_be_graded_again(toy, paths, killing):
    killing["s2"] = 2
    reports = list(process_pool.grade_in_parallel(toy, paths, 2, ("public", "hidden")))
    assert [report.submission.id for report in reports] == ["s0", "s1", "s2", "s3", "s4"]
    assert [has_grader_fault(report) for report in reports] == [False, False, True, False, False]
    assert reports[2].score == 0.0
    assert "died" in reports[2].submission.notes[0]
    assert b"grader_fault" in to_json(reports[2])


def test_a_course_that_is_changed_meanwhile_ends_the_run(paths, tmp_path_factory, cache_folder):
    root = write_course(tmp_path_factory.mktemp("changing"))
    changing = load_course(root)
    reference = root / "reference" / "a1_toys" / "e1_double.py"
    reference.write_text(f"{reference.read_text()}\n# changed\n")
    with pytest.raises(CourseError, match="was changed while a class was graded"):
        list(process_pool.grade_in_parallel(changing, paths, 2, ("public", "hidden")))


def test_cores_are_counted():
    assert process_pool.count_cores() >= 1
