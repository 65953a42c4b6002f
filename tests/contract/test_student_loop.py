"""The released folder as a student has it: unpacked elsewhere, in a fresh environment, with its requirements only.

`check`, `pytest`, a notebook and `grade` are asked about the same solutions, and must say the same.
"""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from grader.authoring.release import to_template
from grader.exercise.declared_form import DECLARED_FORM
from grader.grading.grading import grade
from grader.submissions.submission import load_submission
from grader.submissions.zips import to_zip

TESTS = Path(__file__).parent.parent
# What the grader's own installation left in the environment that runs the tests.
OWN = ("grader", "_grader", "__editable__")
WRONG = [
    "softmax_global_max",
    "softmax_mean_shift",
    "cegrad_sign",
    "sigmoid_peak_of_one",
    "check_mean",
    "params_floats",
    "linreg_stops_early",
    "net_bias_mean",
    "rnn_truncated",
]


@pytest.fixture(scope="module")
def student(root, course, tmp_path_factory):
    """Unpack the template, which has a wheel in it, and install its requirements; return folder and binaries."""
    base = tmp_path_factory.mktemp("student")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(base)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (wheel,) = base.glob("*.whl")
    (base / "template.zip").write_bytes(to_zip(to_template(course, wheel), "template"))
    zipfile.ZipFile(base / "template.zip").extractall(base)
    binaries = make_environment(base)
    command = [binaries / "python", "-m", "pip", "install", "-q", "--no-index", "-r", "requirements.txt"]
    # What whoever runs the tests has told pip is not what a student's pip was told.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    subprocess.run(command, cwd=base / "template", env=environment, check=True)
    return base / "template", binaries


def make_environment(base):
    """Make an environment in which all packages can be found but the grader, so that nothing is downloaded."""
    venv.create(base / "env", with_pip=True)
    packages = base / "packages"
    packages.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith((*OWN, "pip")):
            (packages / path.name).symlink_to(path)
    binaries = base / "env" / "bin"
    command = [binaries / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    (Path(site) / "packages.pth").write_text(str(packages))
    return binaries


def run(student, *command):
    folder, binaries = student
    names = ("PATH", "HOME", "XDG_CACHE_HOME")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    environment |= {"COLUMNS": "200", "PATH": f"{binaries}:{environment['PATH']}"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def verdicts_of_pytest(student, path):
    """Return which public checks passed, failed and were skipped, as pytest says."""
    done = run(student, "python", "-m", "pytest", "-v", "--no-header", "-p", "no:cacheprovider", path)
    words = {"PASSED": "passed", "FAILED": "wrong", "SKIPPED": "not_attempted"}
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith(path)]
    return {line[0].rpartition("::")[2]: words[line[1]] for line in lines if len(line) > 1 and line[1] in words}


def verdicts_of_grade(course, server, folder, exercise):
    report = grade(course, load_submission(folder), server)
    (graded,) = (entry for entry in report.exercises if entry.id == exercise.id)
    return {check.id: to_word(check.verdict) for check in graded.checks if is_at_home(check)}


def is_at_home(check):
    """Whether students have a check; the generated one needs the reference's answers."""
    return check.visibility == "public" and check.id != DECLARED_FORM


def to_word(verdict):
    return verdict if verdict in ("passed", "not_attempted") else "wrong"


CARD = """
import json, sys
from grader.jupyter import check
names = {}
exec(sys.argv[2], names)
card = check(sys.argv[1], names)
print(json.dumps({c.id: c.verdict for c in card.outcome.report.checks}))
"""


def test_untouched_folder(student, course):
    done = run(student, "grader", "check")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Next: {course.exercises[0].id}")
    assert done.stdout.count("not attempted yet") == len(course.exercises)
    done = run(student, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0
    public = sum(is_at_home(check) for exercise in course.exercises for check in exercise.checks)
    assert f"{public} skipped" in done.stdout


def find_solutions():
    right = [TESTS / "right" / "einsum" / f"{name}.py" for name in ("softmax_shift", "linear_regression_gd")]
    return [*right, *(path for name in WRONG for path in (TESTS / "wrong" / name).glob("*.py"))]


@pytest.mark.parametrize("solution", find_solutions(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_all_ways_to_check_agree(student, course, server, solution):
    folder, _ = student
    (exercise,) = (exercise for exercise in course.exercises if exercise.id == solution.stem)
    own = folder / exercise.assignment / f"{exercise.id}.py"
    stub = own.read_text(encoding="utf-8")
    own.write_text(solution.read_text(encoding="utf-8"), encoding="utf-8")
    try:
        graded = verdicts_of_grade(course, server, folder, exercise)
        assert verdicts_of_pytest(student, f"{exercise.assignment}/{exercise.id}.py") == graded
        checked = run(student, "grader", "check", exercise.id)
        assert checked.returncode == (1 if "wrong" in graded.values() else 0)
        passed = sum(verdict == "passed" for verdict in graded.values())
        said = f"All {passed} checks passed" if passed == len(graded) else f"✓ {passed} check"
        assert (said in checked.stdout) == bool(passed)
        card = run(student, "python", "-c", CARD, exercise.id, solution.read_text(encoding="utf-8"))
        assert {name: to_word(v) for name, v in json.loads(card.stdout).items()} == graded
    finally:
        own.write_text(stub, encoding="utf-8")


def test_finished_notebook_counts_for_all_ways(student, course, server):
    folder, _ = student
    solution = TESTS / "wrong" / "softmax_global_max" / "softmax_shift.py"
    (exercise,) = (exercise for exercise in course.exercises if exercise.id == "softmax_shift")
    path = folder / exercise.assignment / f"{exercise.assignment}.ipynb"
    released = path.read_text(encoding="utf-8")
    notebook = json.loads(released)
    for cell in notebook["cells"]:
        if cell["id"] == "softmax_shift-softmax":
            cell["source"] = solution.read_text(encoding="utf-8")
    path.write_text(json.dumps(notebook), encoding="utf-8")
    try:
        graded = verdicts_of_grade(course, server, folder, exercise)
        assert "wrong" in graded.values()
        done = run(student, "python", "-m", "pytest", "-v", "--no-header", "-p", "no:cacheprovider", "-k", exercise.id)
        words = {"PASSED": "passed", "FAILED": "wrong"}
        lines = [line.split() for line in done.stdout.splitlines() if line.startswith(f"{exercise.assignment}/")]
        assert {line[0].rpartition("::")[2]: words[line[1]] for line in lines} == graded
        checked = run(student, "grader", "check", exercise.id)
        assert checked.returncode == 1
        assert "nothing is written in a2_softmax_and_losses/softmax_shift.py" in checked.stdout
    finally:
        path.write_text(released, encoding="utf-8")


def test_what_is_packed_is_what_is_graded(student, course, server):
    folder, _ = student
    done = run(student, "grader", "pack")
    assert done.returncode == 0
    packed = load_submission(folder / "submission.zip")
    (folder / "submission.zip").unlink()
    assert packed.files == load_submission(folder).files
    report = grade(course, packed, server)
    assert report.score == 0
    assert {check.verdict for exercise in report.exercises for check in exercise.checks} == {"not_attempted"}
    assert report.submission.notes == ()
