"""What decides is found, written down, and asked from then on; why every case is asked is said."""

import re
from dataclasses import replace

from click.testing import CliRunner

from grader.authoring.case_finding import ask_everything, find_cases, find_cases_in_processes, with_found, write_found
from grader.authoring.release import to_template
from grader.authoring.validation import add_cases, find_strays, validate_exercise
from grader.cli import cli
from grader.course.course import load_course
from grader.course.deciding import Chosen, Deciding, load_deciding, to_key, to_text
from tests.toy import HIDDEN, MISTAKES, PUBLIC, write_course

FILE = "reference/a1_toys/e1_double.cases.toml"
LATE = """
[large]
says = "Errs for large numbers only."
hint = "Which number is it that comes out wrong? Try some large ones."
edit = { "return 2 * x" = "return 2 * x + (abs(x) > {c})" }
c = [2.9, 2.8, 2.7]
"""


def write(root):
    """Find the cases of a course, write them, and return the course that asks them."""
    course = load_course(root)
    found = find_cases_in_processes(course)
    assert write_found(course, found) == [FILE]
    return course, found, load_course(root)


def to_cases(course):
    return {recorded.id: recorded.cases for recorded in course.exercises[0].checks}


def every_case(course):
    return replace(course, exercises=tuple(map(ask_everything, course.exercises)))


def test_what_is_written_is_asked(tmp_path):
    course, found, after = write(write_course(tmp_path))
    assert to_cases(after) == to_cases(with_found(course, found))
    assert len(to_cases(after)["additive"]) < len(to_cases(course)["additive"])
    assert to_cases(every_case(after)) == to_cases(course)
    assert find_cases(after, after.exercises[0]).now == found[0].written
    assert list(find_strays(after)) == []


def test_nothing_is_written_twice(tmp_path):
    _, _, after = write(write_course(tmp_path))
    assert write_found(after, find_cases_in_processes(after)) == []


def test_all_wrong_versions_show_in_the_cases_that_are_written(tmp_path):
    _, (found,), _ = write(write_course(tmp_path, mistakes=MISTAKES + LATE))
    assert found.written.missed.missed == 0
    assert found.written.missed.failing == found.now.missed.failing > 20
    assert found.written.asked_calls < found.now.asked_calls == found.now.recorded_calls


def test_why_every_case_is_asked_is_said(tmp_path):
    root = write_course(tmp_path)
    course = load_course(root)
    (note,) = find_cases(course, course.exercises[0]).now.notes
    assert note == (
        "every recorded case is asked, since there is no e1_double.cases.toml. "
        "To ask only what decides, run: grader validate --write double"
    )
    write(root)
    (root / "reference/seed.txt").write_text("2\n")
    course = load_course(root)
    (note,) = find_cases(course, course.exercises[0]).now.notes
    assert "is asked, since e1_double.cases.toml is for another seed." in note
    (root / "reference/seed.txt").write_text("1\n")
    changed = HIDDEN.replace("arguments(x=vectors)", "arguments(x=vectors), examples=7")
    (root / "assignments/a1_toys/e1_double/hidden_checks.py").write_text(changed)
    course = load_course(root)
    (note,) = find_cases(course, course.exercises[0]).now.notes
    assert "is asked of matches, since e1_double.cases.toml is for other inputs." in note


def test_a_choice_that_misses_a_mistake_is_a_problem(tmp_path, server):
    root = write_course(tmp_path, mistakes=MISTAKES + LATE)
    course = load_course(root)
    key = to_key(1)
    checks = {
        recorded.id: Chosen(len(recorded.cases), key.hash(*recorded.cases), (0,))
        for recorded in course.exercises[0].checks
        if recorded.check.inputs
    }
    (root / FILE).write_text(to_text(Deciding(key, checks)))
    course = load_course(root)
    found = find_cases(course, course.exercises[0])
    assert found.now.missed.missed > 0
    result = add_cases(validate_exercise(course, course.exercises[0], server), found.now)
    assert re.search(r"asked miss \d+ of \d+ failing checks .* grader validate --write double", result.problems[-1])
    # With the cases that would be written nothing is missed, so they can be.
    better = with_found(course, [found])
    result = add_cases(validate_exercise(better, better.exercises[0], server), found.written)
    assert not [problem for problem in result.problems if "no check detects" in problem or "miss" in problem]


def test_command_writes_where_there_is_no_problem(tmp_path):
    root = write_course(tmp_path)
    words = ["validate", "--course", str(root)]
    before = CliRunner().invoke(cli, words, env={"COLUMNS": "200"})
    assert before.exit_code == 0, before.output
    assert "since there is no e1_double.cases.toml" in before.output
    assert not (root / FILE).exists()
    result = CliRunner().invoke(cli, [*words, "--write"], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    assert f"Wrote {FILE}." in result.output
    assert re.search(r"double: \d+ of \d+ recorded calls are asked", result.output)
    assert re.search(r"one half of 18 wrong versions miss \d+ of \d+ failing checks of the other", result.output)
    assert load_deciding(root / FILE, 1) is not None


def test_command_writes_nothing_where_there_is_a_problem(tmp_path):
    root = write_course(tmp_path, public_checks=PUBLIC.replace(', hint="One plus one?"', ""))
    result = CliRunner().invoke(cli, ["validate", "--write", "--course", str(root)])
    assert result.exit_code == 1
    assert "Wrote" not in result.output
    assert not (root / FILE).exists()


def test_an_overlay_writes_its_own(tmp_path):
    write(write_course(tmp_path / "public"))
    overlay = tmp_path / "private"
    for name, text in (("assignments/course.toml", 'extends = "../../public"\n'), ("reference/seed.txt", "77\n")):
        (overlay / name).parent.mkdir(parents=True, exist_ok=True)
        (overlay / name).write_text(text)
    every = load_course(overlay)
    assert to_cases(every) == to_cases(every_case(every))
    _, _, after = write(overlay)
    assert len(to_cases(after)["matches"]) < len(to_cases(every)["matches"])
    assert (tmp_path / "public" / FILE).read_text() != (overlay / FILE).read_text()


def test_no_release_contains_it(tmp_path):
    _, _, course = write(write_course(tmp_path))
    secrets = (tmp_path / FILE).read_text().split('"')[1::2]
    files = to_template(course)
    assert not [name for name in files if ".cases." in name]
    assert not [name for name, data in files.items() for secret in secrets if secret.encode() in data]
