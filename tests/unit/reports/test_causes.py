"""Why checks did not pass, in the same words wherever students look."""

import pytest
from click.testing import CliRunner

from grader.cli import cli
from grader.course.course import load_course
from grader.grading.grading import grade
from grader.jupyter import check
from grader.reports.causes import join_missing
from grader.reports.terminal import render_report, to_text
from grader.reports.views import to_student_view
from grader.submissions.submission import load_submission
from tests.toy import TWO_FUNCTIONS, write_student_folder
from tests.unit.practice.test_pytest_plugin import PLUGIN

MISNAMED = "def Double(x):\n    return 2 * x\ndef half(x):\n    raise NotImplementedError\n"
STUB = "is not written yet: it raised NotImplementedError."
SENTENCE = f"double is not defined. {{place}} defines Double and half. half {STUB}"


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("messages", "joined"),
    [
        ([f"a {STUB}"], f"a {STUB}"),
        ([f"a {STUB}", f"b {STUB}", f"a {STUB}"], "a and b are not written yet: they raise NotImplementedError."),
        (["a is not defined. x.py defines c.", "b is not defined. x.py defines c."],
         "a and b are not defined. x.py defines c."),
        (["a is not defined. x.py defines c.", f"b {STUB}"], f"a is not defined. x.py defines c. b {STUB}"),
        (["The submission has no file a.py."] * 2, "The submission has no file a.py."),
        ([f"a b {STUB}", f"c {STUB}"], f"a b {STUB} c {STUB}"),
    ],
)  # fmt: skip
def test_functions_missing_for_one_reason_share_a_sentence(messages, joined):
    assert join_missing(messages) == joined


@pytest.fixture
def folder(tmp_path, pytester, monkeypatch):
    folder = write_student_folder(tmp_path, **TWO_FUNCTIONS)
    monkeypatch.chdir(folder)
    return folder


def read_grade(folder, server):
    report = grade(load_course(folder.parent / "course"), load_submission(folder), server)
    assert all(len(exercise.checks) > 1 for exercise in report.exercises)
    return to_text(render_report(to_student_view(report, hidden_counterexamples=False)))


def read_card(source):
    names = {}
    exec(source, names)
    return check("double", names)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (MISNAMED, SENTENCE),
        ("def double(x):\n    raise NotImplementedError\ndef half(x):\n    raise NotImplementedError\n",
         "double and half are not written yet: they raise NotImplementedError."),
    ],
)  # fmt: skip
def test_check_card_pytest_and_grade_say_the_same(folder, server, pytester, source, sentence):
    (folder / "a1_toys" / "double.py").write_text(source)
    told = sentence.format(place="a1_toys/double.py")
    home = CliRunner().invoke(cli, ["check", "double"]).output
    assert words(home).count(told) == 1
    assert words(read_grade(folder, server)).count(told) == 1
    tests = pytester.runpytest_inprocess(*PLUGIN, "-rs")
    tests.assert_outcomes(skipped=2)
    assert words(tests.stdout.str()).count(told) == 1  # pytest folds tests that were skipped for the same reason
    card = read_card(source)
    for text in (repr(card), card._repr_html_()):
        assert words(text).count(sentence.format(place="This notebook")) == 1


def test_the_terminal_says_it_in_one_line_and_the_report_for_each_check(folder, server):
    stub = "def {}(x):\n    raise NotImplementedError\n"
    (folder / "a1_toys" / "double.py").write_text(stub.format("double") + stub.format("half"))
    report = grade(load_course(folder.parent / "course"), load_submission(folder), server)
    messages = {check.id: check.message for check in report.exercises[0].checks}
    assert messages["doubles"] == f"double {STUB}"
    assert messages["halves"] == f"half {STUB}"
    assert words(read_grade(folder, server)).endswith(
        "double 0 / 4 Not attempted. double and half are not written yet: they raise NotImplementedError."
    )


def test_a_function_that_no_check_reaches_is_named_too(folder, server):
    checks = folder.parent / "course" / "assignments" / "a1_toys" / "e1_double" / "public_checks.py"
    calls_both = checks.read_text().replace(
        "    assert_close(2 * ", "    student.double(np.ones(1))\n    assert_close(2 * "
    )
    checks.write_text(calls_both)
    stub = "def {}(x):\n    raise NotImplementedError\n"
    (folder / "a1_toys" / "double.py").write_text(stub.format("double") + stub.format("half"))
    told = "Not attempted. double and half are not written yet: they raise NotImplementedError."
    assert told in words(read_grade(folder, server))
    assert told in words(CliRunner().invoke(cli, ["check", "double"]).output)
