"""The generated check of form: what fails it, what it leaves to others, and what it weighs."""

import numpy as np
import pytest

from grader.course.course import load_course
from grader.execution.forkserver import ForkServer
from grader.execution.in_process import InProcessTransport
from grader.exercise.declared_form import DECLARED_FORM, FORM_SHARE, to_constants, to_weight
from grader.grading.grading import grade, grade_exercise
from grader.reports.views import to_student_view
from tests.conftest import to_submission
from tests.toy import write_course

TOY = {
    "public_checks": """
import numpy as np
from grader.exercise import arrays, assert_close, check, given

@check()
@given(x=arrays("(n)"))
def doubles(student, x):
    "Twice x is x plus x."
    assert_close(student.double(x), x + x)
""",
    "hidden_checks": """
import numpy as np
from grader.exercise import assert_close, check

@check(weight=8)
def single(student, reference):
    "One number is doubled, too."
    x = np.array([7129.5])
    assert_close(student.double(x), reference.double(x))
""",
}


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return load_course(write_course(tmp_path_factory.mktemp("toy") / "course", **TOY))


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


def grade_toy(toy, server, source):
    (exercise,) = grade(toy, to_submission({"double.py": source}), server).exercises
    return exercise, {check.id: check for check in exercise.checks}


@pytest.mark.parametrize("others", [1, 5, 17, 40, 57, 100])
def test_it_weighs_a_tenth_of_the_exercise(others):
    assert to_weight(others) / (others + to_weight(others)) == pytest.approx(
        FORM_SHARE, abs=0.5 / (others + 1) + 0.4 / others
    )


def test_it_comes_after_the_public_checks(toy):
    assert [recorded.id for recorded in toy.exercises[0].checks] == ["doubles", DECLARED_FORM, "single"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def double(x): return (2 * x)[None]", "expected ("),
        ("def double(x): return (2 * x).reshape(-1, 1)", "expected ("),
        ("import numpy as np\ndef double(x): return (2 * x).astype(np.float32)", "dtype float32, expected float64"),
        (
            "import numpy as np\ndef double(x): return (x * 2).astype(np.float32).astype(float)",
            "precise to float32 only",
        ),
        ("import numpy as np\ndef double(x): return x.astype(np.float32) * 2", "dtype float32, expected float64"),
    ],
)
def test_what_is_wrong_in_form_only_is_paid_once(toy, server, source, message):
    exercise, checks = grade_toy(toy, server, source)
    assert [check.id for check in checks.values() if check.verdict != "passed"] == [DECLARED_FORM]
    assert message in checks[DECLARED_FORM].message
    # An axis too many is a relation to the right answer, whose hint is the better one.
    assert checks[DECLARED_FORM].hint or [d.hint for d in exercise.diagnosis if DECLARED_FORM in d.checks]
    assert checks["doubles"].followed_through


@pytest.mark.parametrize(
    "source",
    [
        "def double(x): return 0 * x",
        "import numpy as np\ndef double(x): return np.zeros(x.shape, np.float32)",
        "import numpy as np\ndef double(x): return x.astype(np.float32) * 2.001",
        "import numpy as np\ndef double(x): return 2 * x + 1e-3",
    ],
)
def test_wrong_values_earn_nothing_for_their_form(toy, server, source):
    exercise, checks = grade_toy(toy, server, source)
    assert exercise.score == 0
    assert checks[DECLARED_FORM].verdict == "failed"


def test_fault_in_a_hidden_check_is_told_without_values(toy, server):
    source = "def double(x): return (2 * x)[None] if x[0] == 7129.5 else 2 * x"
    _, checks = grade_toy(toy, server, source)
    assert checks["single"].verdict == "passed"
    assert checks[DECLARED_FORM].message == "In a hidden check, an answer has an axis of length 1 too many or too few."
    report = grade(toy, to_submission({"double.py": source}), server)
    assert "7129" not in str(to_student_view(report, hidden_counterexamples=False))


def test_constants_hold_no_values():
    faults = {"double returned shape (1, 7129), expected (7129,).": "shape", "other": "dtype"}
    assert not any("7129" in text for text in to_constants(faults))


def test_at_home_a_check_is_added_where_something_is_wrong(toy):
    from dataclasses import fields

    from grader.course.course import PublicExercise

    whole = toy.exercises[0]
    values = {item.name: getattr(whole, item.name) for item in fields(PublicExercise)}
    values["checks"] = tuple(check for check in whole.checks if check.id == "doubles")
    home = PublicExercise(**values)

    class Right:
        double = staticmethod(lambda x: 2 * x)

    class Single:
        double = staticmethod(lambda x: (2 * x).astype(np.float32))

    assert [check.id for check in grade_exercise(home, InProcessTransport(Right)).checks] == ["doubles"]
    found = grade_exercise(home, InProcessTransport(Single)).checks
    assert [(check.id, check.verdict) for check in found] == [("doubles", "passed"), (DECLARED_FORM, "failed")]
