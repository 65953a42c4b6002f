"""Mutants are run as far as their first failed check, end, and are seen or argued for."""

import pytest
from grader.authoring.mutation import Mutant

from grader.authoring.mutation_score import find_killer, judge_mutants, load_equivalents
from grader.course.course import load_course
from grader.errors import CourseError
from tests.toy import REFERENCE, write_course

ENTRY = """
[[mutant]]
function = "double"
before = "return 2*x"
after = {after!r}
reason = {reason!r}
"""


def run_case(tmp_path, entries="", reference=REFERENCE):
    course = load_course(write_course(tmp_path, reference=reference))
    (exercise,) = course.exercises
    exercise.equivalents_path.write_text(entries)
    return judge_mutants(exercise)


def test_all_are_seen(tmp_path):
    judged = run_case(tmp_path, "mutant = []")
    assert judged.total == judged.killed == 5
    assert judged.killed_by == {"worked_number": 3, "additive": 2}
    assert judged.problems == ()


def test_one_that_survives_is_a_problem_until_it_is_argued_for(tmp_path):
    reference = REFERENCE.replace("2 * x", "2 * x + 0 * x")
    problems = run_case(tmp_path, "mutant = []", reference=reference).problems
    assert any("to 'return 2 * x + 0'" in problem for problem in problems)
    entry = ENTRY.format(after="return 2 * x + 0", reason="nothing times x is nothing").replace(
        "return 2*x", "return 2*x  +  0*x"
    )
    less = run_case(tmp_path / "argued", entry, reference=reference)
    assert less.equivalent == 1
    assert len(less.problems) == len(problems) - 1


def test_stale_entries_and_missing_reasons_are_problems(tmp_path):
    (problem,) = run_case(tmp_path, ENTRY.format(after="return 3 * x", reason="it was so once")).problems
    assert "no surviving mutant of double changes 'return 2 * x' to 'return 3 * x'" in problem
    problems = run_case(tmp_path / "other", ENTRY.format(after="return 3 * x", reason=" ")).problems
    assert any("without a reason" in problem for problem in problems)


@pytest.mark.parametrize("text", ["mutant = 1", "[[mutant]]\nfunction = 'f'", "no toml"])
def test_a_file_that_is_not_as_it_should_be(tmp_path, text):
    path = tmp_path / "e1_double.equivalent.toml"
    path.write_text(text)
    with pytest.raises(CourseError, match="equivalent"):
        load_equivalents(path)
    assert load_equivalents(tmp_path / "e2_triple.equivalent.toml") == ()


def test_mutants_end_and_may_break_in_any_way(tmp_path):
    (exercise,) = load_course(write_course(tmp_path)).exercises

    def kill(source):
        return find_killer(exercise, Mutant("double", "", "", source))

    assert kill("def double(x):\n    while True:\n        pass") == "worked_number"
    assert kill("def double(x):\n    return double(x)") == "worked_number"
    assert kill("import nothing_of_this_name") == "(cannot be loaded: ModuleNotFoundError)"
    assert kill(REFERENCE) is None
