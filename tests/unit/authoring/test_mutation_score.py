"""Mutants are run as far as their first failed check, end, and are seen or argued for."""

from grader.authoring.mutation_score import find_killer, judge_mutants
from grader.course.course import load_course
from grader.course.mutation import Mutant
from tests.toy import MISTAKES, REFERENCE, write_course

LONGER = REFERENCE.replace("2 * x", "2 * x + 0 * x")


def judge(tmp_path, *entries, reference=REFERENCE):
    text = MISTAKES
    for edit, reason in entries:
        text += f"\n[[equivalent]]\nedit = {edit}\nreason = {reason!r}\n"
    (exercise,) = load_course(write_course(tmp_path, reference=reference, mistakes=text)).exercises
    return judge_mutants(exercise)


def test_all_are_seen(tmp_path):
    judged = judge(tmp_path)
    assert judged.total == judged.killed == 5
    assert judged.killed_by == {"worked_number": 3, "additive": 2}
    assert judged.problems == ()


def test_one_that_survives_is_a_problem_until_it_is_argued_for(tmp_path):
    survived = judge(tmp_path, reference=LONGER)
    assert any("to 'return 2 * x + 0'" in problem for problem in survived.problems)
    assert survived.equivalent == 0
    # Spaces and parentheses make no difference.
    argued = judge(tmp_path / "argued", ('{ "+ 0 * x" = "+(0)" }', "nothing times x is nothing"), reference=LONGER)
    assert argued.equivalent == 1
    assert argued.killed == survived.killed
    assert len(argued.problems) == len(survived.problems) - 1


def test_an_entry_that_a_check_detects_is_stale(tmp_path):
    (problem,) = judge(tmp_path, ('{ "2 * x" = "3 * x" }', "it was so once")).problems
    assert problem == "mistakes.toml: stale: no surviving mutant is made by '2 * x' to '3 * x'."


def test_an_entry_that_no_operator_makes_is_stale(tmp_path):
    (problem,) = judge(tmp_path, ('{ "2 * x" = "x + x" }', "a sum of two")).problems
    assert "stale: no surviving mutant is made by '2 * x' to 'x + x'" in problem


def test_a_reason_must_be_given(tmp_path):
    problems = judge(tmp_path, ('{ "+ 0 * x" = "+ 0" }', " "), reference=LONGER).problems
    assert "the mutant 'return 2 * x + 0' of double is listed as equivalent without a reason." in problems


def test_mutants_end_and_may_break_in_any_way(tmp_path):
    (exercise,) = load_course(write_course(tmp_path)).exercises

    def kill(source):
        return find_killer(exercise, Mutant("double", "", "", source, "", ((1, 0), (1, 0))))

    assert kill("def double(x):\n    while True:\n        pass") == "worked_number"
    assert kill("def double(x):\n    return double(x)") == "worked_number"
    assert kill("import nothing_of_this_name") == "(cannot be loaded: ModuleNotFoundError)"
    assert kill(REFERENCE) is None
