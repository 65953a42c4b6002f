"""Why checks did not pass, in the same words wherever students look."""

import pytest
from click.testing import CliRunner

from grader.cli import cli
from grader.course.course import load_course
from grader.grading.grading import grade
from grader.jupyter import check
from grader.reports.causes import exercise_message, join_missing
from grader.reports.report import CheckReport, Diagnosis
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


def of_weight(name, weight, verdict="failed"):
    return CheckReport(
        id=name,
        title=f"Title of {name}.",
        visibility="public",
        weight=weight,
        verdict=verdict,
        fault="student",
        message=f"Message of {name}.\nMore.",
        hint="",
        counterexample=None,
        output="",
    )


def of_checks(name, *checks):
    return Diagnosis(f"Does {name}.", "f", f"Why {name}?", (name,), checks)


@pytest.mark.parametrize(
    ("weight", "leads"),
    [(4, True), (3, False)],  # of 16 and of 15 lost
)
def test_a_mistake_leads_from_a_quarter_of_the_lost_weight(weight, leads):
    checks = [of_weight("trifle", weight), of_weight("light", 2), of_weight("heavy", 10), of_weight("ok", 9, "passed")]
    message = exercise_message(checks, [of_checks("views", "trifle")])
    told = (
        "Likely mistake in f: Does views. Why views?" if leads else "Look first at “Title of heavy”: Message of heavy."
    )
    assert message == f"1 of 4 checks passed. {told}"


def test_a_later_mistake_leads_if_the_first_does_not():
    checks = [of_weight("a", 1), of_weight("b", 9)]
    message = exercise_message(checks, [of_checks("views", "a"), of_checks("squares", "b")])
    assert "squares" in message
    assert "views" not in message


def test_the_heaviest_check_that_nothing_explains_is_looked_at_first():
    checks = [of_weight("a", 1), of_weight("b", 2), of_weight("c", 6), of_weight("unwritten", 9, "not_attempted")]
    explained = of_checks("views", "a"), of_checks("shares", "a")
    assert "Look first at “Title of c”" in exercise_message(checks, explained)
    assert "Look first at “Title of a”" in exercise_message(checks, [])


def test_unwritten_work_does_not_keep_a_mistake_from_leading():
    checks = [of_weight("a", 1), of_weight("unwritten", 9, "not_attempted")]
    assert "Likely mistake in f: Does squares." in exercise_message(checks, [of_checks("squares", "a")])


def test_the_message_names_both_mistakes_of_a_pair():
    pair = of_checks("squares", "a", "b"), of_checks("halves", "a", "b")
    message = exercise_message([of_weight("a", 1), of_weight("b", 1)], [*pair, of_checks("views", "b")])
    told = "Likely mistake in f: Does squares. Why squares? Likely mistake in f: Does halves. Why halves?"
    assert message == f"0 of 2 checks passed. {told}"
