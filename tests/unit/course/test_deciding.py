"""The cases that are asked: those of the file if it is for this seed and these inputs, and all otherwise."""

from dataclasses import replace

import pytest

from grader.course.course import load_course
from grader.course.deciding import Chosen, Deciding, choose_cases, load_deciding, read_deciding, to_key, to_text
from grader.errors import CourseError
from grader.exercise.checks import Check
from grader.exercise.inputs import integers
from tests.toy import PUBLIC, write_course

CASES = tuple(b"%d" % number for number in range(10))
FILE = "reference/a1_toys/e1_double.cases.toml"


def body(student, n):
    """Holds."""


def guard(student):
    """Holds."""


CHECK = Check(body, "Holds.", inputs={"n": integers(0, 9)})


def to_deciding(cases=(0, 4), drawn=CASES, seed=1):
    key = to_key(seed)
    return Deciding(key, {"holds": Chosen(len(drawn), key.hash(*drawn), cases)})


def ask(deciding, check=CHECK, check_id="holds"):
    return [int(case) for case in choose_cases(check_id, check, CASES, deciding)]


def test_chosen_cases_are_asked_and_the_first():
    assert ask(to_deciding()) == [0, 4]
    assert ask(to_deciding((7,))) == [0, 7]


def test_guarded_cases_are_asked_in_any_event():
    guarded = replace(CHECK, guard=guard)
    assert ask(to_deciding(), guarded) == [0, 4, 7, 8, 9]


@pytest.mark.parametrize(
    ("deciding", "check", "check_id"),
    [
        (None, CHECK, "holds"),
        (to_deciding(), CHECK, "another"),
        (to_deciding(), replace(CHECK, inputs={}), "holds"),
        (to_deciding(drawn=CASES[:9]), CHECK, "holds"),
        (to_deciding(drawn=(*CASES[:9], b"x")), CHECK, "holds"),
    ],
    ids=["no choice", "another check", "fixed inputs", "fewer cases", "other inputs"],
)
def test_every_case_is_asked_otherwise(deciding, check, check_id):
    assert ask(deciding, check, check_id) == list(range(10))


def test_what_is_written_is_read_again():
    deciding = to_deciding()
    assert read_deciding(to_text(deciding).encode(), 1) == deciding


def test_a_choice_for_another_seed_does_not_count():
    assert read_deciding(to_text(to_deciding(seed=1)).encode(), 2) is None


def test_the_file_tells_the_seed_by_a_salted_key_only():
    one, other = to_deciding(), to_deciding()
    assert one.key.key != other.key.key
    assert one.checks["holds"].drawn != other.checks["holds"].drawn
    assert to_text(one).splitlines()[4] != to_text(other).splitlines()[4]
    assert to_text(one).splitlines()[4].startswith("seed = ")


@pytest.mark.parametrize("text", ["seed = 1", "[checks.a]\nof = 1", "not toml", "\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, text):
    path = tmp_path / "e1_double.cases.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(CourseError, match=r"e1_double\.cases\.toml: .* Delete it"):
        load_deciding(path, 1)


def write_choice(root, seed=1, cases=(0, 2)):
    """Write a choice for the check `additive` of the toy course."""
    (exercise,) = load_course(root).exercises
    (drawn,) = (recorded.cases for recorded in exercise.checks if recorded.id == "additive")
    key = to_key(seed)
    deciding = Deciding(key, {"additive": Chosen(len(drawn), key.hash(*drawn), cases)})
    (root / FILE).write_text(to_text(deciding))
    return exercise


def find(exercise, name="additive"):
    return next(recorded for recorded in exercise.checks if recorded.id == name)


def test_a_course_asks_what_is_chosen_cold_and_warm(tmp_path):
    root = write_course(tmp_path)
    before = write_choice(root)
    cold, warm = (load_course(root) for _ in range(2))
    for course in (cold, warm):
        asked, every = find(course.exercises[0]), find(before)
        assert asked.cases == (every.cases[0], every.cases[2])
        assert len(asked.transcript.questions) == 4
        for name in ("worked_number", "matches", "declared_form"):
            assert find(course.exercises[0], name).transcript == find(before, name).transcript
    assert cold.sha256 == warm.sha256


def test_the_file_is_part_of_the_course_s_hash(tmp_path):
    root = write_course(tmp_path)
    before = load_course(root).sha256
    write_choice(root)
    assert load_course(root).sha256 != before


def test_the_diagnosis_keeps_the_questions_of_every_case(tmp_path):
    root = write_course(tmp_path)
    before = write_choice(root)
    (after,) = load_course(root).exercises
    assert after.table.questions == before.table.questions


def test_with_another_seed_every_case_is_asked(tmp_path):
    root = write_course(tmp_path)
    before = write_choice(root, seed=2)
    assert find(load_course(root).exercises[0]).cases == find(before).cases


def test_a_check_with_other_inputs_asks_every_case(tmp_path):
    root = write_course(tmp_path)
    write_choice(root)
    (root / "assignments/a1_toys/e1_double/public_checks.py").write_text(PUBLIC.replace("n=(1, 3)", "n=(1, 4)"))
    assert len(find(load_course(root).exercises[0]).cases) > 10
