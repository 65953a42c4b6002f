"""Reports on a terminal."""

import io

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.authoring.mistake_costs import MistakeCost
from grader.authoring.mutation_score import MutantsJudged
from grader.authoring.tables import render_validation
from grader.authoring.validation import Validation
from grader.course.course import load_course
from grader.grading.grading import grade
from grader.reports import terminal
from grader.reports.terminal import points, render_report
from tests.conftest import to_submission
from tests.toy import write_course


def to_text(renderable, width=80):
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    console.print(renderable)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_points():
    assert [points(x) for x in (6.0, 4.5, 0.0, 2.36)] == ["6", "4.5", "0", "2.36"]


def test_report_reads_from_top_to_bottom(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    source = "1/0\ndef double(x):\n  print('[bold]seen[/bold]')\n  return x + 1"
    text = to_text(render_report(grade(toy, to_submission({"double.py": source}, "ana"), server)))
    assert text.startswith(
        "ana   0.4 of 4 points\n"
        "\n"
        "Doubling  double   0.4 / 4\n"
        "  ✓ 1 check passed.\n"
        "  ✗ The double of a sum is the sum of the doubles.\n"
        "    The result is wrong.\n"
    )
    assert "    Hint: Think of straight lines.\n" in text
    assert "      [bold]seen[/bold]\n" in text
    assert "  ✗ double has the right value on many inputs. (hidden check)\n" in text
    assert text.endswith("Notes\n  double.py, line 1: ZeroDivisionError: division by zero")


def test_checks_that_fail_for_one_reason_are_told_once(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    source = "def double(x):\n  return 2 * x if x.size == 1 and x[0] == 1 else None"
    text = to_text(render_report(grade(toy, to_submission({"double.py": source}), server)))
    assert text.count("returned None") == 2  # the sentence, and the value under the call
    assert "1 more check for the same reason:\n    ✗ double has the right value" in text
    assert text.endswith("many inputs.\n      Hint: Compare by hand.")


def test_exercise_in_one_state_is_one_line(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    text = to_text(render_report(grade(toy, to_submission({"other.py": ""}), server)))
    expected = "Not attempted. The submission has no file double.py, and none that defines double."
    assert " ".join(" ".join(text.splitlines()[3:]).split()) == expected


def test_long_calls_are_cut_on_the_terminal_only(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    report = grade(toy, to_submission({"double.py": "def double(x): return x"}), server)
    exercise = report.exercises[0]
    example = msgspec.structs.replace(exercise.checks[0].counterexample, call="double(" + "1, " * 500 + ")")
    check = msgspec.structs.replace(exercise.checks[0], counterexample=example)
    exercise = msgspec.structs.replace(exercise, checks=(check, *exercise.checks[1:]))
    text = to_text(render_report(msgspec.structs.replace(report, exercises=(exercise,))))
    assert "(in full in the JSON report)" in text
    assert len(text) < 3000


def test_grader_fault_is_said(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    report = grade(toy, to_submission({"double.py": "def double(x): return 2 * x"}), server)
    exercise = report.exercises[0]
    broken = msgspec.structs.replace(exercise.checks[0], verdict="grader_fault", fault="grader", message="broken")
    exercise = msgspec.structs.replace(exercise, checks=(broken, *exercise.checks[1:]))
    text = to_text(render_report(msgspec.structs.replace(report, exercises=(exercise,))))
    assert "The score is provisional" in text


def test_validation_shows_prices_and_problems():
    results = [
        Validation(
            "double",
            ("something is wrong",),
            (MistakeCost("squares", "Squares.", 1.5, 0.25, ("a", "b"), exception="because"),),
            (MistakeCost("zeros", "zeros", 6.0, 1.0, ("a", "b")), MistakeCost("ones", "ones", 5.4, 0.9, ("a",))),
            MutantsJudged(12, 11, 1, {"a": 11}, ()),
        )
    ]
    text = to_text(render_validation(results, ["x.txt belongs to no exercise."]))
    for words in ("Squares.", "(because)", "1.5", "25%", "12 mutants", "all 2 checks", "10%", "2 problems"):
        assert words in text
    assert "double: something is wrong" in text
    assert "No problems in 0 exercises." in to_text(render_validation([], []))


def test_lines_do_not_end_in_blanks():
    padded = Padding(Text("short"), (0, 20, 0, 2))
    assert terminal.to_text(padded) == "  short\n"
