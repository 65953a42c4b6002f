"""What `-v` shows, and that nothing is shown without it."""

import logging

import pytest

from grader.cli.logs import show_log, to_level
from grader.course.course import load_course
from grader.grading.grading import grade
from tests.conftest import to_submission
from tests.toy import write_course


@pytest.fixture(autouse=True)
def _restored():
    logger = logging.getLogger("grader")
    level, handlers = logger.level, logger.handlers[:]
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


def grade_one(tmp_path, server, name="somebody"):
    course = load_course(write_course(tmp_path / "course"))
    grade(course, to_submission({"double.py": "def double(x): return x"}, name), server)


def test_the_engine_is_silent(tmp_path, server, capfd):
    grade_one(tmp_path, server)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("verbose", "says", "hides"), [(1, "graded", "again in a fresh worker"), (2, "again in", "–")])
def test_each_v_shows_more(tmp_path, server, capfd, verbose, says, hides):
    show_log(to_level(verbose))
    grade_one(tmp_path, server)
    out, err = capfd.readouterr()
    assert out == ""
    assert "INFO grader.grading.grading: graded somebody: 0 of 4 points" in err
    assert says in err
    assert hides not in err


def test_more_than_all_is_all():
    assert [to_level(verbose) for verbose in range(4)] == [30, 20, 10, 10]


def test_a_record_is_one_harmless_line(tmp_path, server, capfd):
    show_log(to_level(1))
    grade_one(tmp_path, server, "::error::\n\x1b[31mmallory")
    lines = capfd.readouterr().err.splitlines()
    (line,) = (line for line in lines if "mallory" in line)
    assert "\x1b" not in line


def test_traceback_is_shown_in_full_on_one_harmless_line(capfd):
    def deep(level):
        return deep(level - 1) if level else int("\x1b[31m\n::error::")

    show_log(to_level(0))
    try:
        deep(20)
    except ValueError:
        logging.getLogger("grader.grading.faults").exception("failed")
    (line,) = capfd.readouterr().err.splitlines()
    assert "\x1b" not in line
    assert line.count("in deep") >= 3
    assert "invalid literal" in line
