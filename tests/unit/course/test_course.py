"""Loading a course, and what is said about one that is not in order."""

import shutil
import sys
import types
from pathlib import Path

import pytest

from grader.course.course import load_course
from grader.course.folders import find_course, select_folders
from grader.errors import CourseError
from tests.toy import PUBLIC, SPEC, write_course


def test_toy_course_is_loaded_whole(tmp_path):
    course = load_course(write_course(tmp_path))
    (exercise,) = course.exercises
    assert (course.title, exercise.id, exercise.title, exercise.points) == ("Toys", "double", "Doubling", 4.0)
    assert [(c.id, c.visibility, c.check.weight) for c in exercise.checks] == [
        ("worked_number", "public", 1),
        ("additive", "public", 2),
        ("declared_form", "public", 1),
        ("matches", "hidden", 7),
    ]
    assert len(exercise.checks[1].cases) > 10


def test_same_seed_same_inputs_whatever_else_is_loaded(tmp_path):
    write_course(tmp_path / "one")
    first = load_course(tmp_path / "one")
    noise = tmp_path / "noise.py"
    noise.write_text("\n".join(f"x{i} = {i}.5\ny{i} = {1000 + i}" for i in range(300)))
    module = types.ModuleType("noise_for_tests")
    module.__file__ = str(noise)
    sys.modules["noise_for_tests"] = module
    try:
        second = load_course(tmp_path / "one")
    finally:
        del sys.modules["noise_for_tests"]
    assert [c.cases for c in first.exercises[0].checks] == [c.cases for c in second.exercises[0].checks]


def test_another_seed_draws_other_hidden_inputs_under_the_same_hash(tmp_path):
    first = load_course(write_course(tmp_path / "one"))
    second = load_course(write_course(tmp_path / "two", seed="2"))
    public, hidden = 1, 3
    assert first.exercises[0].checks[public].cases == second.exercises[0].checks[public].cases
    assert first.exercises[0].checks[hidden].cases != second.exercises[0].checks[hidden].cases
    assert first.sha256 == second.sha256


def test_only_some_exercises(root):
    assert [e.id for e in load_course(root, ["softmax_shift"]).exercises] == ["softmax_shift"]
    with pytest.raises(CourseError, match=r"no exercise or assignment 'softmax_shfit'\. Did you mean softmax_shift"):
        load_course(root, ["softmax_shfit"])


def test_exercises_are_in_order(course):
    numbers = [(e.assignment, e.number) for e in course.exercises]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        ({"course": "titel = 1"}, "course.toml"),
        ({"course": "= 1"}, "course.toml"),
        ({"seed": "abc"}, "one integer"),
        ({"spec": SPEC.replace("POINTS = 4", "POINTS = 0")}, "POINTS must be a positive number, not 0"),
        ({"spec": SPEC.replace("# Doubling", "Doubling")}, "must begin with '# '"),
        ({"spec": SPEC + "1/0"}, "spec.py, line 33, cannot be loaded: ZeroDivisionError"),
        ({"spec": SPEC.replace("x:(n)", "z:(n)")}, "spec.py: double: shapes for"),
        ({"spec": SPEC.replace("-> Array", "-> float")}, "spec.py: double: .* leave out '->'"),
        ({"spec": SPEC.replace("-> Array", "-> 'Aray'")}, "spec.py: name 'Aray' is not defined"),
        (
            {"public_checks": PUBLIC.replace("weight=1", "weight=0")},
            "line 10, .* weights are whole numbers from 1, not 0",
        ),
        ({"public_checks": PUBLIC.replace("weight=1", "weight=1.5")}, "whole numbers from 1, not 1.5"),
        ({"public_checks": PUBLIC.replace("number(student)", "number(studnt)")}, "takes student .* not studnt"),
        ({"public_checks": PUBLIC.replace("(student, x)", "(student, z)")}, "takes student, x .* not student, z"),
        (
            {"public_checks": f"{PUBLIC}\n@given(x=vectors)\n@check()\ndef late(student, x):\n    pass\n"},
            "takes student (and reference), not student, x; inputs are named in @given, below @check",
        ),
        (
            {"public_checks": PUBLIC.replace("n=(1, 3))", "n=(1, 3)).filter(lambda x: False)")},
            "The inputs of additive cannot be drawn: Unsatisfiable",
        ),
        (
            {"public_checks": PUBLIC.replace("n=(1, 3))", 'n=(1, 3)).map(lambda x: x["y"])')},
            "cannot be drawn: IndexError",
        ),
        ({"hidden_checks": PUBLIC}, "another check named worked_number"),
        ({"public_checks": PUBLIC.replace("(student, x)", "(student, x, reference)")}, "a parameter `reference`"),
    ],
)
def test_what_is_wrong_with_a_course_is_said(tmp_path, replaced, message):
    with pytest.raises(CourseError, match=message.replace("(", r"\(").replace(")", r"\)")):
        load_course(write_course(tmp_path, **replaced))


@pytest.mark.parametrize("missing", ["assignments/course.toml", "reference/seed.txt", "reference/a1_toys/e1_double.py"])
def test_missing_files_are_named(tmp_path, missing):
    write_course(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(CourseError, match=f"{missing} does not exist"):
        load_course(tmp_path)


def test_course_without_exercises(tmp_path):
    write_course(tmp_path)
    (tmp_path / "assignments/a1_toys/e1_double/spec.py").unlink()
    with pytest.raises(CourseError, match="This course has no exercises"):
        load_course(tmp_path)


def test_two_exercises_of_one_id(tmp_path):
    write_course(tmp_path)
    shutil.copytree(tmp_path / "assignments/a1_toys", tmp_path / "assignments/a2_toys")
    with pytest.raises(CourseError, match="Two exercises have the id double"):
        load_course(tmp_path)


def test_folder_with_another_name(tmp_path):
    write_course(tmp_path)
    (tmp_path / "assignments/a1_toys/e1_double").rename(tmp_path / "assignments/a1_toys/double")
    with pytest.raises(CourseError, match="named e<number>_<id>"):
        load_course(tmp_path)


def test_find_course_looks_upwards(tmp_path):
    write_course(tmp_path)
    assert find_course(tmp_path / "assignments" / "a1_toys").resolve() == tmp_path.resolve()
    with pytest.raises(CourseError, match="--course"):
        find_course(tmp_path.parent)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("sigmoid", "sigmoid_derivative"),
        ("rnn", "rnn_bptt"),
        ("Softmax-Shift", "softmax_shift"),
        ("a2_softmax_and_losses/softmax_shift.py", "softmax_shift"),
        ("softmax", "a2_softmax_and_losses or softmax_shift"),
        ("gradient_chek", "gradient_check"),
        ("softmax_shift_v2", "softmax_shift"),
    ],
)
def test_id_that_was_perhaps_meant(name, meant):
    ids = ["sigmoid_derivative", "softmax_shift", "gradient_check", "rnn_bptt"]
    folders = [Path("a2_softmax_and_losses") / f"e{number}_{other}" for number, other in enumerate(ids)]
    with pytest.raises(CourseError) as caught:
        select_folders(folders, [name])
    assert f" Did you mean {meant}? Choose from" in str(caught.value)


def test_ids_to_choose_from_fit_on_a_screen():
    folders = [Path("a1_neurons") / f"e{number}_some_exercise_{number}" for number in range(12)]
    with pytest.raises(CourseError) as caught:
        select_folders(folders, ["nothing"])
    lines = str(caught.value).splitlines()
    assert max(map(len, lines)) <= 80
    assert " ".join(line.strip() for line in lines).endswith("some_exercise_8, some_exercise_9.")


def test_id_that_is_like_no_other():
    with pytest.raises(CourseError, match=r"'xy'\. Choose from"):
        select_folders([Path("a2_softmax_and_losses/e1_softmax_shift")], ["xy"])
