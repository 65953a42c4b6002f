"""What no diagnosis explains of a student's answers."""

from types import ModuleType

import numpy as np
import pytest

from grader.course.course import load_course
from grader.course.suspect_table import TELLING
from grader.execution.in_process import InProcessTransport
from grader.grading.diagnosis import diagnose
from grader.grading.grading import grade_exercise
from grader.grading.unexplained import MAX_EXCEPTION, MAX_VALUE
from grader.reports.report import from_json, to_json
from tests.toy import TWO_FUNCTIONS, write_course

SQUARES = """[squares]
says = "Squares instead of doubling."
hint = "Is squaring doubling?"
edit = { "2 * x" = "x * x" }
"""


def load(root, **replaced):
    write_course(root, **replaced)
    (root / "assignments/a1_toys/e1_double/mistakes.toml").write_text(SQUARES)
    (exercise,) = load_course(root).exercises
    return exercise


@pytest.fixture(scope="module")
def exercise(tmp_path_factory, cache_folder):
    return load(tmp_path_factory.mktemp("toy"))


def grade(exercise, **functions):
    module = ModuleType("student")
    vars(module).update(functions)
    with np.errstate(all="ignore"):
        return grade_exercise(exercise, InProcessTransport(module))


def find(exercise, double):
    return grade(exercise, double=double).unexplained


def test_what_a_diagnosis_explains_is_not_kept(exercise):
    report = grade(exercise, double=lambda x: x**2)
    assert [d.misconceptions for d in report.diagnosis] == [("squares",)]
    assert report.unexplained == ()
    assert grade(exercise, double=lambda x: x + x).unexplained == ()


def test_wrong_answers_are_kept_with_the_smallest_case(exercise):
    (kept,) = find(exercise, lambda x: 2 * x + 1)
    assert (kept.function, kept.entries) == ("double", ("the result",))
    assert (kept.smallest.call, kept.smallest.returned, kept.smallest.expected) == (
        "double(np.array([1.0]))",
        "np.array([3.0])",
        "np.array([2.0])",
    )
    assert len(kept.sketches) == len(kept.questions) == TELLING
    assert all(float(f"{sketch:.9g}") == sketch for sketch in kept.sketches)


def test_styles_give_close_sketches_and_other_mistakes_others(exercise):
    (one,), (other,) = find(exercise, lambda x: 2 * x + 0.1), find(exercise, lambda x: (0.1 - x) + 3 * x)
    assert one.sketches == pytest.approx(other.sketches, rel=1e-8, abs=1e-12)
    (third,) = find(exercise, lambda x: 2 * x + 0.1001)
    assert one.sketches != pytest.approx(third.sketches, rel=1e-6)
    assert one.entries == other.entries == third.entries


def test_what_is_not_finite_is_null_also_in_json(exercise):
    (kept,) = find(exercise, lambda x: np.where(x > 0, np.inf, 2 * x + 1))
    assert None in kept.sketches
    assert any(isinstance(sketch, float) for sketch in kept.sketches)


def test_a_rare_mistake_is_kept_by_the_answers_that_show_it(exercise):
    """It shows in none of the answers that all students have in common."""
    (known,) = exercise.table.questions
    telling = {known.transcript.questions[number][1] for number in known.telling}
    rare = next(question for question in known.transcript.questions if question[1] not in telling)
    transport = InProcessTransport(exercise.reference)

    class Rarely(InProcessTransport):
        def call(self, function, arguments, callbacks=()):
            reply = transport.call(function, arguments, callbacks)
            if arguments == rare[1]:
                reply.value[...] = 7.0
            return reply

    checks = grade(exercise, double=lambda x: 2 * x + 1).checks
    (kept,) = diagnose(exercise, Rarely(exercise.reference), checks).unexplained
    assert kept.questions == (known.transcript.questions.index(rare),)
    assert "7.0" in kept.smallest.returned


def test_an_exception_is_told_by_its_name_within_limits(exercise):
    error = type("Long\n[entry]\x1b[31m" * 100, (Exception,), {})

    def fail(x):
        raise error

    (kept,) = find(exercise, fail)
    assert kept.entries == ("the result", "(raised)")
    told = kept.smallest.returned
    assert told.startswith("raised Long")
    assert told.isprintable()
    assert len(told) <= MAX_EXCEPTION + len("raised ")


@pytest.mark.parametrize("value", ["x\n" * 10**6, ["\x1b[31m"] * 10**5, {"# a": {"\n[b]": 1}}, None, (), {}])
def test_values_of_any_kind_are_printable_and_within_limits(exercise, value):
    (kept,) = find(exercise, lambda x: value)
    assert kept.smallest.returned.isprintable()
    assert len(kept.smallest.returned) <= MAX_VALUE
    assert kept.entries == ("the result",)


def test_a_modified_argument_is_an_entry(exercise):
    def in_place(x):
        x *= 3
        return 2 * x + 1

    (kept,) = find(exercise, in_place)
    assert kept.entries == ("the result", "(modified)")


def test_of_two_functions_only_those_that_failed_checks_called(tmp_path):
    loose = TWO_FUNCTIONS["public_checks"].replace(", np.ones(1))", ", np.ones(1), rtol=0.01)")
    two = load(tmp_path, **TWO_FUNCTIONS | {"public_checks": loose})
    report = grade(two, double=lambda x: x**3 + 2, half=lambda x: x / 2 + 1)
    assert [kept.function for kept in report.unexplained] == ["double", "half"]
    passing = grade(two, double=lambda x: x**3 + 2, half=lambda x: x / 2 + 1e-4)  # good enough for its check
    assert "halves" in {check.id for check in passing.checks if check.verdict == "passed"}
    assert [kept.function for kept in passing.unexplained] == ["double"]


def test_the_report_reads_back(exercise, tmp_path, server):
    from grader.grading.grading import grade as grade_submission
    from tests.conftest import to_submission

    toy = load_course(write_course(tmp_path))
    source = "def double(x):\n  return 2 * x + 1 if x.sum() > 0 else x / 0"
    report = grade_submission(toy, to_submission({"double.py": source}), server)
    assert report.exercises[0].unexplained
    assert from_json(to_json(report)) == report
