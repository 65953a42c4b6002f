"""The example of a workflow that grades: nothing in it lets a student read the course, and its commands are real."""

import os
import re
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner

from grader.authoring.wheel import build_wheel
from grader.cli import cli
from tests.toy import write_course

WORKFLOW = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def find_workflows(root):
    for path in sorted([root / "README.md", *(root / "docs").glob("*.md")]):
        yield from ((path.name, text) for text in WORKFLOW.findall(path.read_text(encoding="utf-8")))


def find_dangers(text):
    """Return what would let a student who pushes or edits the workflow read the course, or run what is not there."""
    started = set(re.findall(r"\b(push|pull_request|pull_request_target|issue_comment|workflow_run)\b", text))
    if started and "secrets." in text:
        yield f"secrets are there when a student starts it by {sorted(started)}"
    if not re.search(r"^# \S+/\S+: \.github/workflows/\S+$", text, re.MULTILINE):
        yield "it does not say in which repository and file it lives"
    if re.search(r"pip install\b[^\n]*(submission|\./course|\bcourse\[|-r )", text):
        yield "it installs a course or a submission as a package"
    if re.search(r"COURSE_TOKEN|repository: \S*course", text):
        yield "a token for the course is where the submission is"
    if text.count("actions/checkout@") != text.count("persist-credentials: false"):
        yield "a checkout leaves its token on disk"


def test_examples_are_safe(root):
    found = list(find_workflows(root))
    assert [name for name, _ in found] == ["security.md"]
    assert {name: list(find_dangers(text)) for name, text in found} == {"security.md": []}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("workflow_dispatch:", "push:", "secrets are there"),
        ("workflow_dispatch:", "pull_request_target:", "secrets are there"),
        ("# your-school/course: .github/workflows/grade.yml\n", "", "where|which repository"),
        ('"$(ls course/wheels/*.whl)[instructor]"', '"./course[instructor]"', "as a package"),
        ('"$(ls course/wheels/*.whl)[instructor]"', "-r submission/requirements.txt", "as a package"),
        ("SUBMISSIONS_TOKEN", "COURSE_TOKEN", "a token for the course"),
        ("          persist-credentials: false\n", "", "leaves its token"),
    ],
)
def test_dangers_are_seen(root, old, new, words):
    ((_, text),) = find_workflows(root)
    assert old in text
    assert any(re.search(words, danger) for danger in find_dangers(text.replace(old, new, 1)))


def test_its_commands_run_with_a_course_of_two_folders(root, tmp_path, monkeypatch):
    ((_, text),) = find_workflows(root)
    course = write_course(tmp_path / "course")
    assert sorted(path.name for path in course.iterdir()) == ["assignments", "reference"]
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "double.py").write_text("def double(x):\n    return 2 * x\n")
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line) for line in re.findall(r"^ +- run: (grader .*)$", text, re.MULTILINE)]
    assert [command[1] for command in commands] == ["doctor", "grade"]
    result = CliRunner().invoke(cli, commands[1][1:])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "report.json").is_file()


def test_its_wheel_is_one_that_pip_takes_with_an_extra(root, tmp_path):
    ((_, text),) = find_workflows(root)
    (install,) = re.findall(r"^ +- run: (pip install .*)$", text, re.MULTILINE)
    (tmp_path / "course" / "wheels").mkdir(parents=True)
    build_wheel(tmp_path / "course" / "wheels")
    options = "--dry-run --no-deps --no-index --quiet --disable-pip-version-check --ignore-installed"
    command = install.replace("pip install", f"{sys.executable} -m pip install {options}")
    # What whoever runs the tests has told pip, such as a constraints file of theirs, is not told on a runner.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
