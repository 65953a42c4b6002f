"""A suspect that fails a check which the student passes is none, if the check blames its function and its values."""

from types import ModuleType

import numpy as np
import pytest

from grader.course.course import load_course
from grader.execution.in_process import InProcessTransport
from grader.grading import contradiction
from grader.grading.contradiction import Substituted, find_contradiction
from tests.toy import SPEC, write_course

FILES = {
    "spec": SPEC.replace("from grader", "from collections.abc import Callable\n\nfrom grader", 1)
    + '''

@shapes("x:(n) -> (n)")
def half(x: Array) -> Array:
    """Return half of x."""
    ...


@shapes("x:(n) -> (n)")
def slopes(f: Callable[[Array], float], x: Array) -> Array:
    """Return the slopes of f at x."""
    ...
''',
    "public_checks": '''"""Public checks."""

import numpy as np

from grader.exercise import Counted, Formula, arrays, assert_close, assert_equal, check, given

vectors = arrays("(n)", n=(1, 3))


@check()
@given(x=vectors)
def linear(student, x):
    """Doubles."""
    assert_close(student.double(x), 2 * x)


@check()
@given(x=vectors)
def inverse(student, x):
    """Halves what was doubled."""
    assert_close(student.half(student.double(x)), x)


@check()
@given(x=vectors)
def two_calls_per_entry(student, x):
    """Calls f twice for each entry."""
    f = Counted(Formula("np.sum(x * x)"))
    student.slopes(f, x)
    assert_equal(f.calls, 2 * len(x), "The number of calls")
''',
    "hidden_checks": '"""Hidden checks."""\n',
    "mistakes": "",
    "reference": '''"""Doubling."""

import numpy as np


def double(x):
    """Return twice x."""
    return 2 * x


def half(x):
    """Return half of x."""
    return x / 2


def slopes(f, x):
    """Return centred differences."""
    h = 1e-4
    return np.array([(f(x + h * v) - f(x - h * v)) / (2 * h) for v in np.eye(len(x))])
''',
}


@pytest.fixture(scope="module")
def exercise(tmp_path_factory):
    return load_course(write_course(tmp_path_factory.mktemp("toy"), **FILES)).exercises[0]


def to_transport(exercise, **functions):
    module = ModuleType("module")
    vars(module).update({f.name: getattr(exercise.reference, f.name) for f in exercise.functions} | functions)
    return InProcessTransport(module)


def find(exercise, passed, student=None, **suspects):
    own = to_transport(exercise, **(student or {}))
    transports = {name: to_transport(exercise, **{name: suspect}) for name, suspect in suspects.items()}
    return find_contradiction(exercise, own, passed, transports)


def test_a_suspect_that_fails_a_passed_check_is_none(exercise):
    assert find(exercise, ["linear"], double=lambda x: 3 * x) == "double"


def test_checks_that_did_not_pass_contradict_nothing(exercise):
    assert find(exercise, [], double=lambda x: 3 * x) == ""
    assert find(exercise, ["two_calls_per_entry"], double=lambda x: 3 * x) == ""


def test_a_suspect_that_passes_stays(exercise):
    assert find(exercise, ["linear", "inverse", "two_calls_per_entry"], double=lambda x: x + x) == ""


def test_it_stands_beside_the_student_s_own_other_functions(exercise):
    threefold = {"double": lambda x: 3 * x, "half": lambda x: x / 3}
    assert find(exercise, ["inverse"], student=threefold, double=lambda x: 3 * x) == ""
    assert find(exercise, ["inverse"], half=lambda x: x / 3) == "half"


def test_a_check_whose_last_call_is_of_another_function_blames_no_suspect(exercise):
    # Whether `half` or `double` is wrong here, the check cannot say; the call that fails it is of the student's own.
    assert find(exercise, ["inverse"], double=lambda x: 3 * x) == ""


def test_suspects_of_one_submission_stand_there_together(exercise):
    assert find(exercise, ["inverse"], double=lambda x: 3 * x, half=lambda x: x / 3) == ""
    assert find(exercise, ["inverse"], double=lambda x: 3 * x, half=lambda x: x / 4) == "half"


@pytest.mark.parametrize("suspect", [lambda x: x * np.inf, lambda x: 1 / 0, lambda x: "text", lambda x: x[None, None]])
def test_only_finite_values_count(exercise, suspect):
    with np.errstate(all="ignore"):
        assert find(exercise, ["linear"], double=suspect) == ""


def test_the_number_of_calls_counts(exercise):
    def one_sided(f, x):
        here = f(x)
        return np.array([(f(x + 1e-4 * v) - here) / 1e-4 for v in np.eye(len(x))])

    def five_points(f, x):
        return np.array([f(x + v) - f(x - v) + 0 * f(x) for v in np.eye(len(x))])

    assert find(exercise, ["two_calls_per_entry"], slopes=five_points) == "slopes"
    assert find(exercise, ["two_calls_per_entry"], slopes=one_sided) == "slopes"
    assert find(exercise, ["two_calls_per_entry"], slopes=lambda f, x: np.array([f(x) + f(-x) for _ in x])) == ""


def test_only_cases_in_which_the_suspect_differs_are_run_and_few_of_them(exercise, monkeypatch):
    run = []
    run_case = contradiction.run_case
    monkeypatch.setattr(contradiction, "run_case", lambda *words: run.append(words[-1]) or run_case(*words))
    assert find(exercise, ["linear"], double=lambda x: 2 * x) == ""
    assert run == []
    find(exercise, ["linear"], double=lambda x: np.where(len(x) == 3, 1e-13, 0) + 2 * x)
    assert 0 < len(run) <= contradiction.MAX_CASES


def test_calls_go_to_the_suspect_or_to_the_student(exercise):
    student = to_transport(exercise, double=lambda x: x, half=lambda x: x)
    together = Substituted(student, {"double": to_transport(exercise)})
    from grader.worker import wire

    asked = wire.encode([[np.array([4.0])], {}])
    assert together.call("double", asked).value.tolist() == [8.0]
    assert together.call("half", asked).value.tolist() == [4.0]
    together.restart()
