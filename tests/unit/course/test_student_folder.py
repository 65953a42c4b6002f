"""Finding and reading a student's folder."""

import pytest

from grader.course.student_folder import find_student_folder, load_student_folder
from grader.errors import CourseError
from tests.toy import write_student_folder


@pytest.fixture
def folder(tmp_path):
    return write_student_folder(tmp_path)


def test_folder_is_found_from_below(folder, tmp_path):
    assert find_student_folder(folder / "a1_toys") == folder
    with pytest.raises(CourseError, match="Change to the folder that you unpacked"):
        find_student_folder(tmp_path)


def test_exercises_and_their_inputs(folder):
    template = load_student_folder(folder)
    assert template.title == "Toys"
    assert template.ids == ("double",)
    (path,) = template.folders
    assert [check.cases for check in template.load(path, draws=False).checks] == [(), ()]
    drawn = template.load(path)
    assert len(drawn.checks[1].cases) > 10
    assert template.load(path) is drawn


def test_inputs_are_those_of_the_course(folder, tmp_path):
    from grader.course.course import load_course
    from grader.exercise.declared_form import DECLARED_FORM

    template = load_student_folder(folder)
    own = template.load(template.folders[0]).checks
    checks = load_course(tmp_path / "course").exercises[0].checks
    course = [check for check in checks if check.visibility == "public" and check.id != DECLARED_FORM]
    assert [(check.id, check.cases, check.seed) for check in own] == [(c.id, c.cases, c.seed) for c in course]


def test_exercise_that_is_not_there(folder):
    assert load_student_folder(folder, ["a1_toys"]).ids == ("double",)
    with pytest.raises(CourseError, match="Did you mean double"):
        load_student_folder(folder, ["doubel"])
