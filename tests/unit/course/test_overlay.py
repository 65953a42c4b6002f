"""A private course over a public one: what counts, what is refused, and what students get of it."""

import shutil
import sys
import zipfile

import pytest
from click.testing import CliRunner

from grader.authoring.new_exercise import to_skeleton, write_skeleton
from grader.authoring.overlay_differences import find_overlay_differences
from grader.authoring.release import to_template
from grader.authoring.validation import find_strays
from grader.batch import process_pool
from grader.cli import cli
from grader.course.course import load_course
from grader.course.student_folder import load_student_folder
from grader.errors import CourseError
from grader.grading.grading import grade
from tests.conftest import to_submission
from tests.toy import HIDDEN, MISTAKES, PUBLIC, REFERENCE, SPEC, write_course

FOLDER = "assignments/a1_toys/e1_double"
MORE = """
[tenfold]
says = "Has another factor."
hint = "Which factor does doubling have? Write down three examples."
edit = { "2 *" = "10 *" }
"""
BASE = 'title = "Toys"\n\n[limits]\nmemory_mb = 300\ncall_wall_s = 1.0\n'


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def write_overlay(tmp_path, files=(), settings="", base=None, **replaced):
    """Write the toy course and an overlay of it with a seed of its own; return the overlay's folder."""
    write_course(tmp_path / "public", **{"course": BASE} | replaced)
    write(tmp_path / "public", base or {})
    own = {"assignments/course.toml": f'extends = "../../public"\n{settings}', "reference/seed.txt": "77\n"}
    return write(tmp_path / "private", own | dict(files))


def second_exercise(name="e2_triple"):
    """Return the files of another exercise, with the function `triple`."""
    parts = {"spec": SPEC, "public_checks": PUBLIC, "hidden_checks": HIDDEN}
    files = {f"assignments/a1_toys/{name}/{part}.py": text for part, text in parts.items()}
    files[f"reference/a1_toys/{name}.py"] = REFERENCE
    return {path: text.replace("double", "triple").replace("Doubling", "Tripling") for path, text in files.items()}


def materialise(overlay, target):
    """Copy the public course and the overlay over it, as by hand."""
    shutil.copytree(overlay.parent / "public", target)
    shutil.copytree(overlay, target, dirs_exist_ok=True)
    return target


def test_overlay_of_nothing_is_the_course_with_another_seed(tmp_path):
    overlay = load_course(write_overlay(tmp_path))
    public = load_course(tmp_path / "public")
    assert (overlay.title, overlay.limits, overlay.sha256) == (public.title, public.limits, public.sha256)
    one, other = overlay.exercises[0].checks, public.exercises[0].checks
    assert [c.id for c in one] == [c.id for c in other]
    assert one[1].cases == other[1].cases  # public inputs are the same everywhere
    assert one[3].cases != other[3].cases


def test_settings_are_merged_key_by_key(tmp_path):
    settings = 'title = "Mine"\n[limits]\nmemory_mb = 400\n[feedback]\nhidden_counterexamples = true\n'
    course = load_course(write_overlay(tmp_path, settings=settings))
    assert course.title == "Mine"
    assert (course.limits.memory_mb, course.limits.call_wall_s) == (400, 1.0)
    assert course.feedback.hidden_counterexamples


def test_a_file_replaces_that_of_the_same_path_and_others_stay(tmp_path):
    hidden = HIDDEN.replace("weight=7", "weight=17")
    course = load_course(write_overlay(tmp_path, {f"{FOLDER}/hidden_checks.py": hidden}))
    (exercise,) = course.exercises
    weights = {recorded.id: recorded.check.weight for recorded in exercise.checks}
    assert weights == {"worked_number": 1, "additive": 2, "declared_form": 2, "matches": 17}
    assert course.sha256 != load_course(tmp_path / "public").sha256


@pytest.mark.parametrize(
    "files",
    [
        {f"{FOLDER}/spec.py": SPEC.replace("POINTS = 4", "POINTS = 9")},
        {f"{FOLDER}/public_checks.py": PUBLIC.replace("One plus one?", "Two minus one?")},
        {"reference/a1_toys/e1_double.py": REFERENCE.replace("2 * x", "2 * x + 0")},
        {f"{FOLDER}/mistakes.toml": MISTAKES.replace("x * x", "x ** 3")},
        second_exercise(),
        {f"{FOLDER}/mistakes.py": '"""None."""\n'},
        {"assignments/a1_toys/e1_double/helpers.py": "N = 3\n"},
    ],
    ids=["points", "public", "reference", "mistakes", "exercise", "mistakes.py", "further file"],
)
def test_merged_course_is_the_one_made_by_hand(tmp_path, files):
    overlay = write_overlay(tmp_path, files)
    merged = load_course(overlay)
    by_hand = materialise(overlay, tmp_path / "by_hand")
    settings = by_hand / "assignments/course.toml"
    settings.write_text(BASE)
    plain = load_course(by_hand)
    assert merged.sha256 == plain.sha256
    assert [e.id for e in merged.exercises] == [e.id for e in plain.exercises]
    assert to_template(merged) == to_template(plain) | {"checks/course.toml": to_template(merged)["checks/course.toml"]}
    assert len({merged.sha256, load_course(tmp_path / "public").sha256}) == 2


def test_modules_of_an_overlay_import_those_below_and_the_other_way_round(tmp_path, server):
    files = {f"{FOLDER}/public_checks.py": PUBLIC.replace("n=(1, 3)", "n=(5, 5)")}
    course = load_course(write_overlay(tmp_path, files))
    (exercise,) = course.exercises
    from grader.worker import wire

    matches = exercise.checks[3]  # in hidden_checks.py below, which imports `vectors` from the overlay's public checks
    assert {wire.decode(case)["arguments"]["x"].shape for case in matches.cases} == {(5,)}
    report = grade(course, to_submission({"double.py": REFERENCE}), server)
    assert report.score == report.max_score


def test_exercises_select(tmp_path):
    overlay = write_overlay(tmp_path, settings='exercises = ["triple"]\n', base=second_exercise())
    assert [e.id for e in load_course(overlay).exercises] == ["triple"]
    with pytest.raises(CourseError, match=r"course\.toml leaves out double"):
        load_course(overlay, ["double"])
    path = overlay / "assignments/course.toml"
    for value, words in [('["tripel"]', "Did you mean triple"), ("[]", "`exercises` is empty"), ("3", "exercises")]:
        path.write_text(f'extends = "../../public"\nexercises = {value}\n')
        with pytest.raises(CourseError, match=words):
            load_course(overlay)
    path.write_text('extends = "../../public"\nexercises = ["a1_toys"]\n')
    assert [e.id for e in load_course(overlay).exercises] == ["double", "triple"]


def test_plain_course_may_select_too(tmp_path):
    root = write(write_course(tmp_path, course='title = "Toys"\nexercises = ["triple"]\n'), second_exercise())
    course = load_course(root)
    assert [e.id for e in course.exercises] == ["triple"]
    assert "exercises" not in to_template(course)["checks/course.toml"].decode()


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        (None, "needs a seed of its own"),
        ("1\n", "has the number of"),
        (" 1", "has the number of"),
        ("x", "one integer"),
    ],
)
def test_seed_must_be_its_own(tmp_path, seed, words):
    overlay = write_overlay(tmp_path)
    (overlay / "reference/seed.txt").unlink()
    if seed is not None:
        (overlay / "reference/seed.txt").write_text(seed)
    with pytest.raises(CourseError, match=words):
        load_course(overlay)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"../nowhere"', "which has no assignments/course.toml"),
        ('"../public"', "The path begins at .*assignments"),
        ('""', "must be the path of a course's folder"),
        ("3", "must be the path of a course's folder"),
        ('["../../public"]', "must be the path of a course's folder"),
        ('".."', "leads back to"),
    ],
)
def test_what_cannot_be_extended(tmp_path, value, words):
    overlay = write_overlay(tmp_path)
    (overlay / "assignments/course.toml").write_text(f"extends = {value}\n")
    with pytest.raises(CourseError, match=words):
        load_course(overlay)


def test_courses_that_extend_each_other_end(tmp_path):
    overlay = write_overlay(tmp_path)
    (tmp_path / "public/assignments/course.toml").write_text('title = "Toys"\nextends = "../../private"\n')
    with pytest.raises(CourseError, match="leads back to"):
        load_course(overlay)


def test_overlay_of_an_overlay(tmp_path):
    first = write_overlay(
        tmp_path, {f"{FOLDER}/spec.py": SPEC.replace("POINTS = 4", "POINTS = 5")}, "[limits]\ncpu_s = 9\n"
    )
    second = write(
        tmp_path / "second",
        {"assignments/course.toml": 'extends = "../../private"\ntitle = "Second"\n', "reference/seed.txt": "8\n"},
    )
    course = load_course(second)
    assert (course.title, course.limits.cpu_s, course.limits.memory_mb) == ("Second", 9, 300)
    assert course.exercises[0].points == 5
    for seed in ("77", "1"):
        (second / "reference/seed.txt").write_text(seed)
        with pytest.raises(CourseError, match="has the number of"):
            load_course(second)
    assert first.is_dir()


def test_wrong_settings_name_all_files(tmp_path):
    overlay = write_overlay(tmp_path, settings="[limit]\nmemory_mb = 3\n")
    with pytest.raises(CourseError, match=r"private/assignments/course.toml, with .*public/assignments.*`limit`"):
        load_course(overlay)


def test_errors_name_the_file_that_is_wrong(tmp_path):
    overlay = write_overlay(tmp_path, {f"{FOLDER}/hidden_checks.py": HIDDEN + "\n1/0\n"})
    with pytest.raises(CourseError, match=r"private/.*/hidden_checks.py, line 9, cannot be loaded"):
        load_course(overlay)
    overlay = write_overlay(tmp_path / "other", hidden_checks=HIDDEN + "\n2/0\n")
    with pytest.raises(CourseError, match=r"public/.*/hidden_checks.py, line 9, cannot be loaded"):
        load_course(overlay)


def test_released_template_says_nothing_of_the_overlay(tmp_path):
    settings = 'title = "Mine \\"é\\""\nexercises = ["triple"]\n[limits]\nmemory_mb = 400\n'
    overlay = write_overlay(tmp_path, settings=settings, base=second_exercise())
    out, zipped = tmp_path / "out", tmp_path / "t.zip"
    result = CliRunner().invoke(cli, ["release", "--course", str(overlay), "--out", str(out), "--zip", str(zipped)])
    assert result.exit_code == 0, result.output
    folder = load_student_folder(out)
    assert (folder.title, folder.ids) == ('Mine "é"', ("triple",))
    assert (folder.limits.memory_mb, folder.limits.call_wall_s) == (400, 1.0)
    texts = {path: path.read_text() for path in out.rglob("*") if path.is_file() and path.suffix != ".whl"}
    assert not [path for path, text in texts.items() if "extends" in text or "exercises = " in text or "77" in text]
    assert "extends" not in zipfile.ZipFile(zipped).read("t/checks/course.toml").decode()


def test_what_differs_is_listed(tmp_path):
    files = {
        f"{FOLDER}/hidden_checks.py": HIDDEN.replace("weight=7", "weight=17") + "\nmore = 3\n",
        f"{FOLDER}/public_checks.py": PUBLIC,
        f"{FOLDER}/mistakes.toml": MISTAKES.replace("x * x", "x * x * x") + MORE,
        **second_exercise(),
        "assignments/notes.txt": "",
    }
    settings = 'exercises = ["double"]\n[limits]\nmemory_mb = 400\ncpu_s = 3\n'
    course = load_course(write_overlay(tmp_path, files, settings))
    assert find_overlay_differences(course) == [
        "assignments/course.toml: `limits.memory_mb` is 400, and 300 below.",
        "assignments/course.toml: `limits.cpu_s` is 3, and not set below.",
        'assignments/course.toml: `exercises` is ["double"], and not set below.',
        "assignments/course.toml: `exercises` leaves out triple.",
        f"{FOLDER}/hidden_checks.py replaces the one below: matches changed; more new.",
        f"{FOLDER}/mistakes.toml is merged with the one below: squares changed; tenfold new.",
        f"{FOLDER}/public_checks.py is the same as below. Delete it, or it hides later changes there.",
        "assignments/a1_toys/e2_triple/hidden_checks.py is new.",
        "assignments/a1_toys/e2_triple/public_checks.py is new.",
        "assignments/a1_toys/e2_triple/spec.py is new.",
        "assignments/notes.txt is new.",
        "reference/a1_toys/e2_triple.py is new.",
        "reference/seed.txt is its own.",
    ]
    assert list(find_strays(course)) == ["assignments/notes.txt belongs to no exercise."]
    assert find_overlay_differences(load_course(tmp_path / "public")) == []


def test_validate_shows_what_differs(tmp_path):
    overlay = write_overlay(tmp_path, {f"{FOLDER}/hidden_checks.py": HIDDEN.replace("weight=7", "weight=17")})
    path = tmp_path / "found.json"
    result = CliRunner().invoke(
        cli, ["validate", "--course", str(overlay), "--json", str(path)], env={"COLUMNS": "120"}
    )
    assert "What this course changes in the one that it extends" in result.output
    assert "hidden_checks.py replaces the one below: matches changed." in result.output
    assert '"reference/seed.txt is its own."' in path.read_text()
    assert "77" not in result.output


def test_mistakes_are_merged_name_by_name(tmp_path):
    changed = MISTAKES.replace("Squares instead of doubling.", "Multiplies by itself.")
    overlay = write_overlay(tmp_path, {f"{FOLDER}/mistakes.toml": MORE + changed})
    (exercise,) = load_course(overlay).exercises
    assert {m.name: m.says for m in exercise.mistakes.known} == {
        "squares": "Multiplies by itself.",
        "tenfold": "Has another factor.",
    }
    only_new = write_overlay(tmp_path / "other", {f"{FOLDER}/mistakes.toml": MORE})
    (exercise,) = load_course(only_new).exercises
    assert [m.name for m in exercise.mistakes.known] == ["squares", "tenfold"]


def test_equivalents_are_a_list_which_an_overlay_replaces(tmp_path):
    listed = '[[equivalent]]\nedit = {{ "2 * x" = "{}" }}\nreason = "It is the same."\n'
    overlay = write_overlay(
        tmp_path, {f"{FOLDER}/mistakes.toml": listed.format("x * 2")}, mistakes=listed.format("x+x")
    )
    (exercise,) = load_course(overlay).exercises
    assert [equivalent.shown for equivalent in exercise.mistakes.equivalents] == ["'2 * x' to 'x * 2'"]


def test_mistakes_of_both_layers_are_held_against_the_reference_that_counts(tmp_path):
    reference = {"reference/a1_toys/e1_double.py": REFERENCE.replace("2 * x", "x + x")}
    with pytest.raises(CourseError, match=r"public/.*mistakes\.toml: \[squares\] `2 \* x` occurs 0 times"):
        load_course(write_overlay(tmp_path, reference))
    adapted = {f"{FOLDER}/mistakes.toml": MISTAKES.replace('"2 * x" =', '"x + x" =')}
    (exercise,) = load_course(write_overlay(tmp_path / "other", reference | adapted)).exercises
    assert [m.name for m in exercise.mistakes.known] == ["squares"]


@pytest.mark.parametrize("layer", ["public", "private"])
def test_the_hash_changes_with_the_mistakes_of_either_layer(tmp_path, layer):
    overlay = write_overlay(tmp_path, {f"{FOLDER}/mistakes.toml": MORE})
    before = load_course(overlay).sha256
    path = tmp_path / layer / FOLDER / "mistakes.toml"
    path.write_text("# A comment is no change.\n" + path.read_text())
    assert load_course(overlay).sha256 == before
    path.write_text(path.read_text().replace('hint = "', 'hint = "Look: '))
    assert load_course(overlay).sha256 != before


def test_the_hash_is_that_of_the_mistakes_merged_by_hand(tmp_path):
    overlay = write_overlay(tmp_path, {f"{FOLDER}/mistakes.toml": MORE})
    by_hand = write_course(tmp_path / "by_hand", course=BASE, mistakes=MISTAKES + MORE)
    assert load_course(overlay).sha256 == load_course(by_hand).sha256
    assert load_course(overlay).sha256 != load_course(tmp_path / "public").sha256


def test_new_exercise_in_an_overlay_hides_none_below(tmp_path):
    overlay = write_overlay(tmp_path)
    for name in ("a1_toys/e1_double", "a2_more/e9_double"):
        with pytest.raises(CourseError, match="exists already"):
            write_skeleton(overlay, to_skeleton(name))
    write_skeleton(overlay, to_skeleton("a1_toys/e2_triple"))
    assert [e.id for e in load_course(overlay).exercises] == ["double", "triple"]


def test_new_exercise_that_is_not_selected_is_said(tmp_path):
    overlay = write_overlay(tmp_path, settings='exercises = ["double"]\n')
    words = ["new", "a1_toys/e2_triple", "--course", str(overlay)]
    assert "Add triple to `exercises` in " in CliRunner().invoke(cli, words).output
    (overlay / "assignments/course.toml").write_text('extends = "../../public"\nexercises = ["a1_toys"]\n')
    words[1] = "a1_toys/e3_quadruple"
    assert "Add " not in CliRunner().invoke(cli, words).output


def test_grading_processes_load_the_same_overlay(tmp_path):
    overlay = write_overlay(tmp_path, {f"{FOLDER}/spec.py": SPEC.replace("POINTS = 4", "POINTS = 5")})
    course = load_course(overlay)
    path = tmp_path / "ada"
    write(path, {"double.py": "def double(x):\n    return 2 * x\n"})
    ((_, report),) = process_pool.grade_in_parallel(course, [path], 1, ("public",))
    assert (report.score, report.course.sha256) == (5, course.sha256)
    (tmp_path / "public" / FOLDER / "public_checks.py").write_text(PUBLIC.replace("One plus one?", "Else?"))
    with pytest.raises(CourseError, match="was changed while"):
        list(process_pool.grade_in_parallel(course, [path], 1, ("public",)))


def test_nothing_of_an_overlay_stays_under_the_name_of_the_public_course(tmp_path):
    overlay = write_overlay(tmp_path, {f"{FOLDER}/spec.py": SPEC.replace("POINTS = 4", "POINTS = 5")})
    assert [load_course(root).exercises[0].points for root in (overlay, tmp_path / "public", overlay)] == [5, 4, 5]
    assert not [name for name in sys.modules if name.startswith("assignments.a1_toys")]
