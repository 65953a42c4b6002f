"""What wrong answers cost: above all those that take no work, and copies of what is public."""

from dataclasses import replace

import pytest

from grader.authoring.mistake_costs import earnings_of_effortless, find_cost_problems
from grader.course.course import load_course
from tests.toy import HIDDEN, PUBLIC, write_course

RANDOM_NUMBER = '''

@check(weight=5, hint="Two plus two?")
@given(x=vectors)
def random_number(student, x):
    """Two doubled is four, whatever is drawn."""
    assert_close(student.double(np.array([2.0])), np.array([4.0]))
'''


def price(tmp_path, **replaced):
    (exercise,) = load_course(write_course(tmp_path, **replaced)).exercises
    return exercise, {found.name: round(1 - found.share, 2) for found in earnings_of_effortless(exercise)}


def test_copies_earn_the_checks_with_fixed_inputs(tmp_path):
    _, earned = price(tmp_path)
    assert earned == {
        **dict.fromkeys(("zeros", "ones", "uniform", "input", "ranks", "line"), 0.0),
        **dict.fromkeys(("copied_zeros", "copied_ones", "copied_uniform"), 0.09),
        **dict.fromkeys(("copied_input", "copied_ranks", "copied_line"), 0.09),
    }


def test_copies_earn_what_does_not_depend_on_the_draw(tmp_path):
    exercise, earned = price(tmp_path, public_checks=PUBLIC + RANDOM_NUMBER)
    assert earned["copied_zeros"] == 0.35  # 6 of 17
    # No weight of fixed inputs says so: the check does draw its inputs, and does not use them.
    problems = list(find_cost_problems(exercise, (), earnings_of_effortless(exercise)))
    assert not any("fixed inputs" in problem for problem in problems)
    assert sum("copied numbers, else" in problem for problem in problems) == 6


def test_hidden_checks_with_fixed_inputs_cannot_be_copied(tmp_path):
    fixed = '''

@check(weight=40, hint="Two plus two?")
def hidden_number(student):
    """Two doubled is four."""
    assert_close(student.double(np.array([2.0])), np.array([4.0]))
'''
    lines = "import numpy as np\nfrom grader.exercise import assert_close, check\n"
    exercise, earned = price(tmp_path, hidden_checks=HIDDEN.replace("\nfrom", f"\n{lines}from", 1) + fixed)
    assert max(earned.values()) == 0.02  # 1 of 50
    assert not any("fixed inputs" in problem for problem in find_cost_problems(exercise, (), ()))


@pytest.mark.parametrize(("weight", "share"), [(1, None), (2, "17%"), (9, "47%")])
def test_weight_of_public_checks_with_fixed_inputs(tmp_path, weight, share):
    (exercise,) = load_course(write_course(tmp_path)).exercises
    first = exercise.checks[0]
    heavier = replace(first, check=replace(first.check, weight=weight))
    problems = [
        problem
        for problem in find_cost_problems(replace(exercise, checks=(heavier, *exercise.checks[1:])), (), ())
        if "fixed inputs" in problem
    ]
    text = f"public checks with fixed inputs weigh {share}, more than 10%: worked_number; their answers can be copied."
    assert problems == ([text] if share else [])
