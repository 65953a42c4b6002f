"""A failing case, written as a script, gives the answers that were graded."""

import ast
import importlib.util
import subprocess
import sys

import msgspec
import numpy as np
import pytest

from grader.errors import ResultError
from grader.exercise.declared_form import DECLARED_FORM
from grader.exercise.formulas import Counted, Formula
from grader.grading.grading import grade
from grader.reports import replay
from grader.reports.replay import find_check, find_reasons, render_replay
from grader.reports.safe_python import is_not_written_out, is_same_value, read_call, read_value
from grader.reports.views import to_student_view
from grader.submissions.submission import load_submission
from tests.test_solutions import WRONG, grade_only

CASES = {path.parent.name: path for path in WRONG}
# Of each kind one: a number, an array, a dict, a list, None, functions as arguments and their errors, changed
# arguments, memory layouts.
CHOSEN = (
    "check_prints_and_returns_none",
    "check_signed_difference",
    "grad_copy_on_exit_alias",
    "grad_flattens_theta",
    "linreg_start_changed",
    "net_bias_mean",
    "params_fortran_both_ways",
    "params_pack_pops",
    "params_pack_single_shortcut",
    "rnn_tanh_of_tanh",
    "sigmoid_flat_result",
    "softmax_global_max",
)


def run(script, path, capsys, monkeypatch):
    """Run a script beside a student's file, in this process; return what it prints."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, path.stem, module)
    spec.loader.exec_module(module)
    exec(compile(script, "case.py", "exec"), {})
    return capsys.readouterr().out


@pytest.mark.parametrize("name", CHOSEN)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_failing_case_fails_again(course, server, name, capsys, monkeypatch):
    path = CASES[name]
    report = grade_only(course, server, path.parent)
    (exercise,) = report.exercises
    failing = [check for check in exercise.checks if check.verdict != "passed"]
    failing = [check for check in failing if check.id != DECLARED_FORM or check.counterexample is not None]
    assert failing
    for check in failing:
        script = render_replay(report, exercise, check)
        assert "import grader" not in script
        assert "from grader" not in script
        lines = run(script, path, capsys, monkeypatch).splitlines()
        verdicts = [line for line in lines if line.startswith("as graded")]
        assert verdicts
        assert set(verdicts) == {"as graded: True"}, check.id


def test_script_says_so_if_the_function_has_changed(course, server, tmp_path):
    path = CASES["softmax_column_max"]
    report = grade_only(course, server, path.parent)
    script = render_replay(report, *find_check(report, "each_row_on_its_own"))
    changed = "\n\nas_graded = softmax\ndef softmax(Z):\n    return as_graded(Z) if len(Z) > 1 else Z\n"
    (tmp_path / "softmax_shift.py").write_text(path.read_text() + changed)
    (tmp_path / "case.py").write_text(script)
    # Isolated, so that nothing but NumPy and the folder of the script can be imported.
    ran = subprocess.run(
        [sys.executable, "-P", "-c", "import sys; sys.path.insert(0, '.'); import case"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.count("as graded: True") == 1
    assert ran.stdout.count("as graded: False") == 2  # each of the two rows by itself


def test_exceptions_and_ends_are_told(course, server, tmp_path, capsys, monkeypatch):
    source = (
        "def softmax(Z):\n    while len(Z) == 2:\n        pass\n    return Z @ Z.T.T[:5] if Z.ndim > 1 else 1 / 0\n"
    )
    path = tmp_path / "softmax_shift.py"
    path.write_text(source)
    report = grade_only(course, server, tmp_path)
    (exercise,) = report.exercises
    verdicts = {check.verdict for check in exercise.checks}
    assert {"timed_out", "raised"} <= verdicts
    for check in exercise.checks:
        script = render_replay(report, exercise, check) if check.counterexample else ""
        if check.verdict == "timed_out":
            assert "there was no answer: timed_out" in script
        if check.verdict == "raised":
            out = run(script.replace("while len(Z) == 2", "while False"), path, capsys, monkeypatch)
            assert "as graded: True" in out


ALMOST = """\
import numpy as np

def softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True) * (1 + 1e-8)
"""
MEASURED = "The sum of a row at [0] is 1.00000001, expected 1.0; a difference of 2e-09 is allowed."


def test_script_says_what_was_expected_of_what(course, server, tmp_path, capsys, monkeypatch):
    path = tmp_path / "softmax_shift.py"
    path.write_text(ALMOST)
    report = grade_only(course, server, tmp_path)
    script = render_replay(report, *find_check(report, "rows_sum_to_one"))
    printed = run(script, path, capsys, monkeypatch).splitlines()
    assert printed[-3] == "why it failed: The sum of a row is wrong."
    assert printed[-1] == MEASURED  # the expected sum is no value of the call
    own = [line for line in script.replace(replay._TOOLS, "").splitlines() if line.strip("# ")]
    assert len(own) <= 15
    shown = to_student_view(report, hidden_counterexamples=True)
    assert MEASURED in find_reasons(find_check(shown, "rows_sum_to_one")[1])


def test_what_a_hidden_check_measured_is_in_the_instructors_view_only(course, server, tmp_path):
    (tmp_path / "softmax_shift.py").write_text(ALMOST)
    report = grade_only(course, server, tmp_path)
    _, check = find_check(report, "matches_reference_on_batches")
    assert check.visibility == "hidden"
    assert find_reasons(check)[-2:] == [
        "softmax at [0, 0] is 0.500000005, expected 0.5; a difference of 5e-10 is allowed.",
        "expected in full: np.array([[0.5, 0.5]])",
    ]
    shown = to_student_view(report, hidden_counterexamples=True)
    _, check = find_check(shown, "matches_reference_on_batches")
    assert check.counterexample.call.startswith("softmax(")
    assert check.counterexample.measured == ""
    assert find_reasons(check) == [f"why it failed: {check.message}"]


def test_a_failure_without_numbers_has_its_message_as_the_reason(course, server):
    report = grade_only(course, server, CASES["softmax_global_max"].parent)
    _, check = find_check(report, "shift_invariant")
    assert find_reasons(check) == ["why it failed: softmax returned nan at [1, 0], which is not a finite number."]
    assert find_reasons(msgspec.structs.replace(check, message="One.\n\n Two.", counterexample=None)) == [
        "why it failed: One.",
        "Two.",
    ]


def test_hidden_cases_are_in_the_instructors_view_only(course, server):
    report = grade_only(course, server, CASES["softmax_global_max"].parent)
    assert "as graded" in render_replay(report, *find_check(report, "stable_across_rows"))
    shown = to_student_view(report, hidden_counterexamples=False)
    with pytest.raises(ResultError, match="not in this view"):
        render_replay(shown, *find_check(shown, "stable_across_rows"))
    public = render_replay(shown, *find_check(shown, "softmax_shift/shift_invariant"))
    assert "expected" not in public


def test_what_cannot_be_replayed(course, server):
    report = grade_only(course, server, CASES["softmax_global_max"].parent)
    with pytest.raises(ResultError, match="it passed"):
        render_replay(report, *find_check(report, "worked_numbers"))
    with pytest.raises(ResultError, match="Checks with a failing case: softmax_shift/shift_invariant"):
        find_check(report, "nothing")
    (exercise,) = report.exercises
    twice = msgspec.structs.replace(report, exercises=(exercise, msgspec.structs.replace(exercise, id="other")))
    with pytest.raises(ResultError, match="EXERCISE/CHECK"):
        find_check(twice, "worked_numbers")
    checks = tuple(msgspec.structs.replace(check, verdict="skipped", counterexample=None) for check in exercise.checks)
    other = msgspec.structs.replace(exercise, id="other", checks=checks)
    found = find_check(msgspec.structs.replace(report, exercises=(exercise, other)), "worked_numbers")
    assert found[0].id == "other"  # it passed in the first one
    with pytest.raises(ResultError, match="it was skipped, so it has no case"):
        render_replay(report, *found)
    assert find_check(twice, "other/worked_numbers")[0].id == "other"
    unnamed = msgspec.structs.replace(
        report, submission=msgspec.structs.replace(report.submission, files=("hw.ipynb", "all.py"))
    )
    script = render_replay(unnamed, *find_check(unnamed, "shift_invariant"))
    assert "softmax_shift.py, which holds the functions" in script


def test_values_that_are_too_large_or_of_another_kind(course, server, tmp_path):
    (tmp_path / "softmax_shift.py").write_text("def softmax(Z):\n    return {1, 2} if Z.ndim == 1 else Z @ Z\n")
    report = grade_only(course, server, tmp_path)
    script = render_replay(report, *find_check(report, "single_row_gives_single_row"))
    assert "# When graded, it returned" in script
    exercise, check = find_check(report, "single_row_gives_single_row")
    (step,) = check.counterexample.steps
    huge = msgspec.structs.replace(step, call="softmax(<float64 array of shape (20, 20), entries from 0 to 0>)")
    example = msgspec.structs.replace(check.counterexample, steps=(huge,))
    script = render_replay(report, exercise, msgspec.structs.replace(check, counterexample=example))
    assert "too large to be written out" in script


@pytest.mark.parametrize(
    "text",
    [
        "np.ctypeslib.os.system('true')",
        "f(np.ctypeslib.os.system('true'))",
        "f(lambda x: np.load('secret'))",
        "f(x=(0).__class__)",
        "f('{0.__class__}'.format(1))",
        "f(f'{1}')",
        "f(*open('a'))",
        "f([x for x in [1]])",
        "f(np.linalg.linalg)",
        "f((y := 1))",
        "f(" * 300 + ")" * 300,
        "f(" + "(" * 10_000,
        "f(\0)",
        "f(1); g(2)",
    ],
)
def test_nothing_but_values_and_arithmetic_is_read(text):
    assert read_call(text) is None
    assert read_value(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "f(np.array([[1.0, -np.inf]], dtype=np.float32), np.zeros((0, 3)), k=float('nan'))",
        "f(np.repeat(np.array([True]), 2, axis=-1)[..., ::2], [(1 + 2j), None, 'a'], {'k': np.asfortranarray([[1]])})",
        "f(lambda x: (0.5 * np.sum((np.array([1.0]) @ x - 1) ** 2), -np.sin(x), np.full(x.shape, 0.0), x.T, x.size))",
        "f(lambda x: np.sum(x * x) if x[0] <= 1.0 and not x[1] else [][0])",
        f"f({Counted(Formula('np.linalg.norm(A * x)', A=np.eye(2)), fails_on=2).__name__})",
    ],
)
def test_what_checks_pass_can_be_read(text):
    assert ast.unparse(read_call(text)) == ast.unparse(ast.parse(text))


def forge(report, exercise, check, **changes):
    """Return what `render_replay` takes, with changes to the check's only step."""
    (step,) = check.counterexample.steps
    steps = (msgspec.structs.replace(step, **changes),)
    return (
        report,
        exercise,
        msgspec.structs.replace(check, counterexample=msgspec.structs.replace(check.counterexample, steps=steps)),
    )


def test_no_text_of_a_forged_report_becomes_code(course, server, tmp_path):
    (tmp_path / "softmax_shift.py").write_text("def softmax(Z):\n    return Z\n")
    report = grade_only(course, server, tmp_path)
    found = report, *find_check(report, "single_row_gives_single_row")
    evil = "np.ctypeslib.os.system('true')"
    for changes in ({"returned": f"lambda x: 0, {evil}"}, {"raised": f"d'+{evil}+'"}):
        script = render_replay(*forge(*found, **changes))
        assert not any(
            isinstance(node, ast.Attribute) and node.attr == "ctypeslib" for node in ast.walk(ast.parse(script))
        )
    with pytest.raises(ResultError, match="the grader does not write such a call"):
        render_replay(*forge(*found, call=f"softmax({evil})"))
    with pytest.raises(ResultError, match="a name in the report"):
        render_replay(*forge(*found, call="os\nimport evil\n(1)"))
    example = msgspec.structs.replace(found[2].counterexample, measured=f"'); {evil} #", expected=f"[{evil}]")
    script = render_replay(
        *found[:2], msgspec.structs.replace(found[2], counterexample=example, message=f"\\'); {evil}")
    )
    last = ast.parse(script).body[-2:]
    assert [ast.literal_eval(line.value.args[0]) for line in last] == [f"why it failed: \\'); {evil}", f"'); {evil} #"]
    exercise = msgspec.structs.replace(found[1], id="os import system #")
    with pytest.raises(ResultError, match="a name in the report"):
        render_replay(report, exercise, found[2])
    named = msgspec.structs.replace(report.submission, files=("os import system;system('true')#.py",))
    script = render_replay(msgspec.structs.replace(report, submission=named), *found[1:])
    assert "\nfrom softmax_shift import softmax\n" in script


def test_formula_that_fails():
    counted = Counted(Formula("x + y", y=1), fails_on=2)
    for f in (counted, eval(counted.__name__)):
        assert f(1) == 2
        with pytest.raises(ZeroDivisionError):
            f(1)
        assert f(1) == 2


def test_graded_from_a_notebook_or_one_file(course, server, tmp_path):
    (tmp_path / "homework.py").write_text("def softmax(Z):\n    return Z\n")
    report = grade(course, load_submission(tmp_path / "homework.py"), server)
    assert "from homework import softmax" in render_replay(report, *find_check(report, "rows_sum_to_one"))


@pytest.mark.parametrize(
    ("found", "graded", "is_same"),
    [
        (np.ones(2), "ValueError", False),
        ("ValueError", np.ones(2), False),
        ("ValueError", "ValueError", True),
        (np.ones(2), None, False),
        (None, None, True),
        ((1.0, np.ones(2)), (1.0, np.ones(2)), True),
        ([1.0], (1.0,), False),
    ],
)
def test_answers_are_the_same_or_not(found, graded, is_same):
    tools = {}
    exec("import copy\nimport numpy as np\n" + replay._TOOLS, tools)
    assert tools["same"](found, graded) is is_same


BURNING = [
    "np.zeros((1000000000,))",
    "np.zeros((10**9,))",
    "np.zeros(())",
    "np.ones(10**9)",
    "np.full((10**5, 10**5), 1.0)",
    "np.array(np.ones(10**9))",
    "np.eye(100000)",
    "np.arange(10**10)",
    "np.tile([1.0], 10**9)",
    "np.repeat(np.array([1.0]), 1000000000, axis=-1)[..., ::2]",
    "np.repeat(np.array([1.0]), 2, axis=-1)",
    "np.linalg.inv(np.array([[1.0]]))",
    "9**9**9",
    "1 << 10**10",
    "[0] * 10**9",
    "'a' * 10**9",
    "sum(np.ones(10**9))",
    "0x" + "f" * 9_000,
    "9" * 5_000,
    "+".join(["1"] * 4_000),
    "+".join(["1"] * 4_000_000),
    "-" * 9_000 + "1",
    "[" * 150 + "]" * 150,
    "x" + ".T" * 4_000,
    "lambda x, y=np.zeros((1000000000,)): x",
    "lambda x, *y: x",
    "lambda: 0",
    "(lambda x: x)(1)",
    "**{'a': 1}",
    "{**{}}",
    "b'a'",
    "...",
]


@pytest.mark.parametrize("argument", BURNING, ids=[text[:40] for text in BURNING])
def test_call_that_costs_more_than_its_text_is_a_forgery(argument):
    assert read_call(f"f({argument})") is None
    assert not is_not_written_out(f"f({argument})")
    assert read_value(argument) is None


@pytest.mark.parametrize(
    "text", ["f(<float64 array of shape (20, 20), entries from 0 to 1>)", "f(<lambda>, 1)", "f(cost, [1.0])"]
)
def test_calls_that_are_not_written_out_are_no_forgery(text):
    assert read_call(text) is None
    assert is_not_written_out(text)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("np.array([1.0, np.nan])", "np.array([1.0000000000001, np.nan])", True),
        ("np.array([1.0, -1e-17])", "np.array([1.0, 1e-17])", True),
        ("np.array([1.0])", "np.array([1.00001])", False),
        ("np.array([1.0])", "np.array([1.0, 1.0])", False),
        ("np.array([1.0])", "np.array([1.0], dtype=np.float32)", False),
        ("np.array([1.0], dtype=np.int8)", "np.array([1.0], dtype=np.float32)", False),
        ("np.array([np.inf])", "np.array([-np.inf])", False),
        ("{'a': 1.0}", "{'b': 1.0}", False),
        ("(1.0,)", "[1.0]", False),
        ("True", "1", False),
        ("float('nan')", "float('nan')", True),
        ("(1+2j)", "(1.00000000000001+2j)", True),
        ("(1+2j)", "(1-2j)", False),
        ("None", "None", True),
        ("'a'", "'b'", False),
        ("1 +", "1 +", False),
    ],
)
def test_values_are_compared_without_being_evaluated(one, other, is_same):
    assert is_same_value(one, other) is is_same


def test_script_says_first_what_running_it_means(course, server):
    report = grade_only(course, server, CASES["softmax_global_max"].parent)
    script = render_replay(report, *find_check(report, "shift_invariant"))
    assert script.startswith("# Running this script runs the student's code on this machine with your rights")
    assert "grader replay --run --submission PATH REPORT CHECK" in "".join(script.splitlines()[:5])


CODES = "\x1b[31m\x1b]0;title\x07\x85\u2028\u202e\x00\x9b2J\r##[group]\n::error::"


def test_no_field_of_a_forged_report_reaches_the_terminal_as_a_command(course, server, tmp_path):
    (tmp_path / "softmax_shift.py").write_text("def softmax(Z):\n    return Z\n")
    report = grade_only(course, server, tmp_path)
    exercise, check = find_check(report, "single_row_gives_single_row")
    (step,) = check.counterexample.steps
    text = repr(CODES)
    for forged in (CODES, text, f"f({text})"):
        step = msgspec.structs.replace(step, call=f"softmax({text})", returned=forged, raised="")
        example = msgspec.structs.replace(check.counterexample, call=forged, expected=forged, steps=(step, step))
        example = msgspec.structs.replace(example, measured=forged)
        changed = msgspec.structs.replace(check, id=CODES, title=CODES, message=CODES, counterexample=example)
        files = msgspec.structs.replace(report.submission, files=(f"{CODES}.py",))
        script = render_replay(msgspec.structs.replace(report, submission=files), exercise, changed)
        compile(script, "case.py", "exec")
        assert all(c == "\n" or c.isprintable() for c in script)
        assert "##[" not in script
        assert not any(line.lstrip().startswith("::") for line in script.splitlines())
