"""The course's own test finds what it is meant to find."""

import pytest

from grader.authoring.validation import find_strays, validate, validate_exercise
from grader.course.course import load_course
from tests.toy import HIDDEN, MISCONCEPTIONS, PUBLIC, REFERENCE, SPEC, write_course

NOTE = "\n1 / 0 if globals().get('__file__') == 'double.py' else 0\n"  # fails in a worker only


def problems(tmp_path, server, **replaced):
    course = load_course(write_course(tmp_path, **replaced))
    return validate_exercise(course, course.exercises[0], server).problems


def test_course_in_order(tmp_path, server):
    course = load_course(write_course(tmp_path))
    (result,), strays = validate(course, server)
    assert (result.problems, strays) == ((), [])
    assert [(price.name, price.share) for price in result.mistakes] == [("squares", 1.0)]
    kinds = ["zeros", "ones", "uniform", "input", "ranks", "line"]
    assert [price.name for price in result.effortless] == [
        f"{copied}{kind}" for kind in kinds for copied in ("", "copied_")
    ]


@pytest.mark.parametrize(
    ("replaced", "problem"),
    [
        ({"spec": SPEC.replace("## The maths", "## Maths")}, "no section '## The maths'"),
        ({"spec": SPEC.replace("x: a vector.", "z: a vector.").replace("twice x", "twice")}, "does not mention x"),
        ({"spec": SPEC.replace("Returns:", "Gives:")}, "does not say what it returns"),
        ({"public_checks": PUBLIC.replace('"""One doubled is two."""', '"""One doubled is two"""')}, "one sentence"),
        ({"public_checks": PUBLIC.replace(', hint="One plus one?"', "")}, "has no hint"),
        ({"public_checks": PUBLIC.replace("One plus one?", "Try x + x == 2 * x.")}, "its hint contains code"),
        ({"public_checks": f"{PUBLIC}\n\nvectors = arrays('(n)')\n"}, "public_checks.py: vectors is defined twice"),
        ({"reference": f"{REFERENCE}\n\ndef double(x): return 2 * x\n"}, "e1_double.py: double is defined twice"),
        ({"spec": SPEC + 'HINTS = ("Where?", "Write np.add.")\n'}, "number 2 of HINTS: its hint contains code, 'np.'"),
        ({"misconceptions": MISCONCEPTIONS.replace("x * x", "x.sqare()")}, "squares raises an exception for every"),
        ({"misconceptions": ""}, "no misconception triggers the hint of worked_number"),
        ({"reference": REFERENCE.replace("def double(x", "def double(z").replace("2 * x", "2 * z")}, "takes ['z']"),
        ({"reference": REFERENCE.replace("2 * x", "3 * x")}, "does not earn full marks: worked_number"),
        ({"reference": REFERENCE + NOTE}, "causes a note"),
        ({"misconceptions": MISCONCEPTIONS.replace("x * x", "2 * x")}, "no check detects the misconception squares"),
        ({"misconceptions": MISCONCEPTIONS.replace(', exception="for tests"', "")}, "costs 100%, not 10% to 60%"),
        ({"misconceptions": MISCONCEPTIONS.replace('("double"', '("dubble"')}, "which spec.py does not declare"),
        ({"misconceptions": MISCONCEPTIONS.replace("(x):", "(x, y):")}, "cannot be called as"),
        ({"misconceptions": MISCONCEPTIONS.replace("doubling.", "doubling")}, "squares: its docstring must be one"),
        ({"misconceptions": MISCONCEPTIONS.replace("Is squaring doubling?", "")}, "its hint must end in"),
        ({"misconceptions": MISCONCEPTIONS.replace("Is squaring doubling?", "Try np.add.")}, "contains code, 'np.'"),
        (
            {"hidden_checks": HIDDEN + "\nfrom grader.exercise import does_not_mutate\n"
             'lazy = does_not_mutate(("double",), arguments(x=vectors), weight=9)\n'},
            "effortless answers (zeros and False) earn",
        ),
        (
            {"public_checks": PUBLIC.replace("(weight=1", "(weight=2")},
            "effortless answers (copied numbers, else zeros and False) earn 17%, more than 10%",
        ),
        (
            {"public_checks": PUBLIC.replace("(weight=1", "(weight=2")},
            "public checks with fixed inputs weigh 17%, more than 10%: worked_number; their answers can be copied",
        ),
    ],
)  # fmt: skip
def test_each_problem_is_found(tmp_path, server, replaced, problem):
    assert any(problem in found for found in problems(tmp_path, server, **replaced)), problem


def test_function_missing_from_the_reference(tmp_path, server):
    extra = (
        SPEC
        + '\n\ndef triple(x: Array) -> float:\n    """Return x.\n\n    Returns:\n        A float.\n    """\n    ...\n'
    )
    found = problems(tmp_path, server, spec=extra)
    assert any("triple is declared in spec.py but missing here" in problem for problem in found)


def test_reference_that_differs_between_runs(tmp_path, server):
    body = "print(__import__('time').perf_counter_ns())\n    return 2 * x"
    found = problems(tmp_path, server, reference=REFERENCE.replace("return 2 * x", body))
    assert any("different reports" in problem for problem in found)


def test_check_that_counts_without_functions(tmp_path, server):
    checks = PUBLIC + '\n\n@check(hint="No.")\ndef idle(student):\n    """Does nothing at all."""\n'
    found = problems(tmp_path, server, public_checks=checks)
    assert any("the stub must count as not attempted, but does not in idle" in problem for problem in found)


def test_check_that_asks_something_else_each_time(tmp_path, server):
    checks = PUBLIC.replace(
        "    assert_close(student.double(x + 1)",
        "    x = x + np.random.default_rng().random()\n    assert_close(student.double(x + 1)",
    )
    found = problems(tmp_path, server, public_checks=checks)
    assert "additive: running it twice on the same inputs makes different calls." in found


def test_inputs_that_differ_between_draws(tmp_path, server):
    checks = PUBLIC.replace(
        'vectors = arrays("(n)", n=(1, 3))',
        "from hypothesis import strategies as st\n"
        "vectors = st.builds(lambda: np.array([__import__('time').perf_counter_ns() * 1e-9]))",
    )
    found = problems(tmp_path, server, public_checks=checks)
    assert any("drawing its inputs twice gives different values" in problem for problem in found)


def test_stray_files_are_found(tmp_path):
    course = load_course(write_course(tmp_path))
    (tmp_path / "assignments/a1_toys/notes.txt").write_text("")
    (tmp_path / "assignments/a1_toys/e1_double/old.py").write_text("")
    (tmp_path / "reference/a1_toys/e2_gone.py").write_text("")
    assert list(find_strays(course)) == [
        "assignments/a1_toys/e1_double/old.py belongs to no exercise.",
        "assignments/a1_toys/notes.txt belongs to no exercise.",
        "reference/a1_toys/e2_gone.py belongs to no exercise.",
    ]
