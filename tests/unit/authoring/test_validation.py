"""The course's own test finds what it is meant to find."""

import io
import json

import pytest
from rich.console import Console

from grader.authoring.mistake_costs import MistakeCost, find_price_warnings
from grader.authoring.tables import render_validation
from grader.authoring.validation import find_strays, to_validation_json, validate, validate_exercise
from grader.course.course import load_course
from tests.toy import HIDDEN, MISTAKES, PUBLIC, REFERENCE, SPEC, write_course

WRITTEN = '''"""Mistakes that no edit can say."""

from grader.exercise import misconception


@misconception("double", hint="How often do you multiply by x? Count it for three numbers.")
def cubes(x):
    """Cubes instead of doubling."""
    return x * x * x
'''
TRIFLE = """
[trifle]
says = "Errs for one number only."
hint = "Which number is it that comes out wrong? Try some small ones."
edit = { "return 2 * x" = "return 2 * x + (x == 1) * np.nan" }
"""
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


def test_a_mistake_that_always_raises_is_a_warning(tmp_path, server):
    course = load_course(write_course(tmp_path, mistakes=MISTAKES.replace("x * x", "x.sqare()")))
    result = validate_exercise(course, course.exercises[0], server)
    assert "the mistake squares raises an exception for every input. Is there a bug in it?" in result.warnings


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
        ({"reference": f"{REFERENCE}\n\ndef double(x): return x + x\n"}, "e1_double.py: double is defined twice"),
        ({"spec": SPEC + 'HINTS = ("Where?", "Write np.add.")\n'}, "number 2 of HINTS: its hint contains code, 'np.'"),
        ({"mistakes": ""}, "no mistake triggers the hint of worked_number"),
        ({"mistakes": "", "reference": REFERENCE.replace("def double(x", "def double(z").replace("2 * x", "2 * z")},
         "takes ['z']"),
        ({"mistakes": "", "reference": REFERENCE.replace("2 * x", "3 * x")}, "does not earn full marks: worked_number"),
        ({"reference": REFERENCE + NOTE}, "causes a note"),
        ({"mistakes": MISTAKES.replace("x * x", "x + x")}, "no check detects the mistake squares."),
        ({"mistakes": MISTAKES.replace('x * x" }', '{c} * x" }\nc = [3, 2.0, 4]')},
         "no check detects the mistake squares with 1 constant of its list"),
        ({"mistakes": MISTAKES + TRIFLE}, "the mistake trifle is diagnosed as nothing; add a check"),
        ({"mistakes": MISTAKES.replace("doubling.", "doubling")}, "toml: squares must say what is wrong in one"),
        ({"mistakes": MISTAKES.replace("Squares instead", "Squares\\ninstead")}, "must say what is wrong in one"),
        ({"mistakes": MISTAKES.replace("number three.", "number three")}, "its hint must end in a full stop or a"),
        ({"mistakes": MISTAKES.replace("Try it with", "Try np.add with")}, "squares: its hint contains code, 'np.'"),
        ({"mistakes": MISTAKES.replace("Try it with", "Use `2 * x` with")}, "squares: its hint contains code, '`2 *"),
        ({"mistakes": MISTAKES.replace("Try it with", "Write return 2 * x with")}, "contains code, 'return 2 *'"),
        ({"mistakes": MISTAKES.replace("Try it with the number three.", "")}, "has 6 words; 8 to 80 are asked for"),
        ({"mistakes": MISTAKES.replace("Try it", "Try it " * 40)}, "words; 8 to 80 are asked for"),
        ({"mistakes_py": WRITTEN.replace('("double"', '("dubble"')}, "replaces dubble, which spec.py does not declare"),
        ({"mistakes_py": WRITTEN.replace("(x):", "(x, y):")}, "mistakes.py: cubes cannot be called as"),
        ({"mistakes_py": WRITTEN.replace("doubling.", "doubling")}, "mistakes.py: cubes must say what is wrong"),
        ({"mistakes": MISTAKES.replace("Squares instead", "TODO: squares instead")}, "mistakes.toml: 1 TODO left"),
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


def test_a_mistake_in_mistakes_py_is_as_good_as_an_edit(tmp_path, server):
    course = load_course(write_course(tmp_path, mistakes_py=WRITTEN))
    (result,), strays = validate(course, server)
    assert (result.problems, strays) == ((), [])
    assert [(price.name, price.diagnosed_as) for price in result.mistakes] == [
        ("squares", ("squares",)),
        ("cubes", ("cubes",)),
    ]


@pytest.mark.parametrize(("share", "told"), [(0.09, "9%"), (0.1, None), (0.6, None), (0.602, None), (0.61, "61%")])
def test_unusual_prices_are_warned_of(share, told):
    prices = (MistakeCost("odd", "", 0.0, share, ("some_check",)), MistakeCost("unseen", "", 0.0, 0.0, ()))
    assert list(find_price_warnings(prices)) == (
        [f"the mistake odd costs {told} of the exercise, not 10% to 60%."] if told else []
    )


def test_warnings_are_no_problems(tmp_path, server):
    course = load_course(write_course(tmp_path))
    result = validate_exercise(course, course.exercises[0], server)
    assert result.warnings == ("the mistake squares costs 100% of the exercise, not 10% to 60%.",)
    assert result.problems == ()
    text = io.StringIO()
    Console(file=text, width=120).print(render_validation([result], []))
    assert "warning: double: the mistake squares costs 100%" in text.getvalue()
    assert "No problems in 1 exercise." in text.getvalue()
    found = json.loads(to_validation_json([result], []))
    assert found["exercises"][0]["warnings"] == list(result.warnings)


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
