"""Reports on a terminal."""

import ast
import io
import re
from typing import get_args

import msgspec
import pytest
from rich.color import Color
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.authoring.mistake_costs import MistakeCost
from grader.authoring.mutation_score import MutantsJudged
from grader.authoring.tables import render_validation
from grader.authoring.validation import Validation
from grader.course.course import load_course
from grader.grading.grading import grade
from grader.reports import palette, terminal
from grader.reports.report import Verdict
from grader.reports.terminal import points, render_report
from tests.conftest import to_submission
from tests.toy import write_course

ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
# The sixteen colours as xterm shows them: dark ones, then bright ones.
DARK = ["000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5"]
XTERM = [*DARK, "7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff", "00ffff", "ffffff"]


def to_luminance(colour):
    """Return the relative luminance of a colour: the WCAG's definition."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def find_contrasts(colour):
    """Return the contrasts of a colour with white and with black."""
    light = to_luminance(colour)
    return 1.05 / (light + 0.05), (light + 0.05) / 0.05


def find_colours(text):
    """Return the foreground colours in a terminal's text, as six hexadecimal digits."""
    for codes in ESCAPE.findall(text):
        numbers = [int(code or 0) for code in codes.split(";")]
        if numbers[-3:-1] == [38, 5]:
            number = numbers[-1]
            rgb = Color.from_ansi(number).get_truecolor() if number >= 16 else None
            yield "".join(f"{part:02x}" for part in rgb) if rgb else XTERM[number]
        yield from (XTERM[n - 30] for n in numbers if 30 <= n <= 37 and numbers[-3:-1] != [38, 5])
        yield from (XTERM[n - 82] for n in numbers if 90 <= n <= 97 and numbers[-3:-1] != [38, 5])


def to_coloured(renderable, colours):
    console = Console(file=io.StringIO(), width=80, highlight=False, color_system=colours, force_terminal=True)
    console.print(renderable)
    return console.file.getvalue()


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
        "ana   0.36 of 4 points\n"
        "\n"
        "Doubling  double   0.36 / 4\n"
        "  ✓ 1 check passed.\n"
        "  ✗ wrong: The double of a sum is the sum of the doubles.\n"
        "    The result is wrong.\n"
    )
    assert "    Hint: Think of straight lines.\n" in text
    assert "      [bold]seen[/bold]\n" in text
    assert "  ✗ wrong: double has the right value on many inputs. (hidden check)\n" in text
    assert text.endswith("Notes\n  double.py, line 1: ZeroDivisionError: division by zero")


def test_checks_that_fail_for_one_reason_are_told_once(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    source = "def double(x):\n  return 2 * x if x.size == 1 and x[0] == 1 else None"
    text = to_text(render_report(grade(toy, to_submission({"double.py": source}), server)))
    assert text.count("returned None") == 2  # the sentence, and the value under the call
    assert "2 more checks for the same reason:\n    ✗ wrong: Answers have the declared shape" in text
    assert text.endswith("many inputs.\n      Hint: Compare by hand.")


def test_exercise_in_one_state_is_one_line(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    text = to_text(render_report(grade(toy, to_submission({"other.py": ""}), server)))
    expected = "Not attempted. The submission has no file double.py, and none that defines double."
    found = " ".join(" ".join(text.splitlines()[3:]).split())
    assert found.partition(" Notes ")[0] == expected


def test_long_calls_are_cut_on_the_terminal_only(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    report = grade(toy, to_submission({"double.py": "def double(x): return x + 7"}), server)
    exercise = report.exercises[0]
    example = msgspec.structs.replace(exercise.checks[0].counterexample, call="double(" + "1, " * 500 + ")")
    check = msgspec.structs.replace(exercise.checks[0], counterexample=example)
    exercise = msgspec.structs.replace(exercise, checks=(check, *exercise.checks[1:]))
    text = to_text(render_report(msgspec.structs.replace(report, exercises=(exercise,))))
    assert "(shortened)" in " ".join(text.split())
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
            (MistakeCost("squares", "Squares.", 1.5, 0.25, ("a", "b")),),
            (MistakeCost("zeros", "zeros", 6.0, 1.0, ("a", "b")), MistakeCost("ones", "ones", 5.4, 0.9, ("a",))),
            MutantsJudged(12, 11, 1, {"a": 11}, ()),
            ("costs little",),
        )
    ]
    text = to_text(render_validation(results, ["x.txt belongs to no exercise."]))
    for words in (
        "Squares.",
        "warning: double: costs little",
        "1.5",
        "25%",
        "12 mutants",
        "all 2 checks",
        "10%",
        "2 problems",
    ):
        assert words in text
    assert "double: something is wrong" in text
    assert "No problems in 0 exercises." in to_text(render_validation([], []))


def test_lines_do_not_end_in_blanks():
    padded = Padding(Text("short"), (0, 20, 0, 2))
    assert terminal.to_text(padded) == "  short\n"


def find_literal_colours(source):
    """Find the names of colours in a source that stand anywhere but in the palette."""
    names = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = set(node.value.replace("bright_", "").split())
            if words and words <= names | {"bold", "dim", "italic"} and words & names:
                yield node.value


def test_colours_stand_in_the_palette_only(root):
    for path in (root / "grader").rglob("*.py"):
        if path.name != "palette.py":
            assert list(find_literal_colours(path.read_text(encoding="utf-8"))) == [], path


@pytest.mark.parametrize("colours", ["standard", "256", "truecolor"])
def test_every_colour_is_legible_on_white_and_on_black(colours):
    styles = [value for name, value in vars(palette).items() if name.isupper()]
    assert len(styles) == 5
    text = to_coloured(Text("\n").join(Text("words", style=style) for style in styles), colours)
    found = list(find_colours(text))
    assert len(found) == 4  # the fifth is the terminal's own, fainter
    for colour in found:
        on_white, on_black = find_contrasts(colour)
        assert on_white >= 4, colour
        assert on_black >= 3.5, colour


def test_hints_are_legible(tmp_path, server):
    toy = load_course(write_course(tmp_path))
    report = grade(toy, to_submission({"double.py": "def double(x): return x + 7"}), server)
    for colours in ("standard", "256"):
        (line,) = {line for line in to_coloured(render_report(report), colours).splitlines() if "Hint: One" in line}
        (colour,) = find_colours(line)
        assert min(find_contrasts(colour)) >= 4


@pytest.mark.parametrize("colour", ["cdcd00", "00cdcd", "00cd00"])
def test_yellow_would_not_be(colour):
    assert find_contrasts(colour)[0] < 3


@pytest.mark.parametrize("verdict", list(terminal._MARKS))
def test_a_word_stands_beside_each_sign(tmp_path, server, verdict):
    toy = load_course(write_course(tmp_path))
    report = grade(toy, to_submission({"double.py": "def double(x): return x"}), server)
    check = msgspec.structs.replace(report.exercises[0].checks[0], verdict=verdict)
    mark, word = terminal.find_mark(check)
    assert to_text(terminal.render_check(check)).startswith(f"{mark} {word}: One doubled is two.")
    words = [word for _, word, _ in terminal._MARKS.values()]
    assert len(set(words)) == len(words)


def test_each_verdict_of_a_report_has_a_word():
    assert set(terminal._MARKS) == set(get_args(Verdict))


@pytest.mark.parametrize("environment", [{}, {"FORCE_COLOR": "1"}, {"COLUMNS": "200"}])
def test_no_line_is_padded_with_blanks(tmp_path, server, monkeypatch, environment):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    toy = load_course(write_course(tmp_path))
    source = "def double(x):\n    print('seen   ')\n    return x + 7"
    text = terminal.to_text(render_report(grade(toy, to_submission({"double.py": source}), server)))
    assert ("\x1b[" in text) == ("FORCE_COLOR" in environment)
    assert [line for line in ESCAPE.sub("", text).splitlines() if line != line.rstrip()] == []
    assert "  Hint: One plus one?" in ESCAPE.sub("", text)


def test_old_windows_consoles_get_no_codes(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in terminal.to_text(Text("wrong", style=palette.WRONG))
    monkeypatch.setattr("rich.console.detect_legacy_windows", lambda: True)
    assert terminal.to_text(Text("wrong", style=palette.WRONG)) == "wrong\n"


def test_checks_that_forgave_a_wrong_form_are_not_called_incorrect(tmp_path, server):
    source = "import numpy as np\ndef double(x): return (2 * x).astype(np.float32)"
    report = grade(load_course(write_course(tmp_path)), to_submission({"double.py": source}), server)
    text = " ".join(to_text(render_report(report), 100).split())
    assert "✓ 3 checks passed, 3 of them allowing for a mistake that another check counts." in text
