"""Files that are generated, promised or forbidden."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from itertools import chain

import pytest

from grader.authoring.release import find_differences, to_template
from grader.authoring.stub import render_stub
from grader.reports.reference_page import render_manual
from grader.reports.report import to_schema
from grader.version import DISTRIBUTION, VERSION


def test_schema_in_the_documents_is_fresh(root):
    assert json.loads((root / "docs" / "report.schema.json").read_text()) == to_schema()


def test_manual_of_the_report_is_fresh(root):
    assert (root / "docs" / "report.md").read_text() == render_manual()


def test_student_template_is_fresh(root, course):
    assert list(find_differences(to_template(course), root / "student_template")) == []


def test_untouched_template_in_the_class_is_fresh(root, course):
    for exercise in course.exercises:
        path = root / "examples" / "class" / "emil" / exercise.assignment / f"{exercise.id}.py"
        assert path.read_text(encoding="utf-8") == render_stub(exercise)


def test_one_file_says_the_version(root):
    files = [root / "pyproject.toml", *(path for end in ("py", "toml") for path in (root / "grader").rglob(f"*.{end}"))]
    literal = re.compile(rf"(?<![\d.]){re.escape(VERSION)}(?![\d.])")
    assert [path for path in files if literal.search(path.read_text())] == [root / "grader" / "version.py"]


def test_installed_version_is_this_one():
    assert metadata.version(DISTRIBUTION) == VERSION, "Install again: make test does."


def test_changelog_speaks_of_the_version(root):
    sections = re.findall(r"^## \[([^]]+)\]", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert sections[0] == "Unreleased"
    assert sections[1:2] in ([], [VERSION])


def test_constraints_pin_versions_and_name_no_index(root):
    lines = (root / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9a-zA-Z.]*", line) for line in pins)
    assert len({line.lower().partition("==")[0] for line in pins}) == len(pins)


def test_every_requirement_is_pinned(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    wanted = list(chain(project["dependencies"], *project["optional-dependencies"].values()))
    pinned = {line.partition("==")[0].lower() for line in (root / "constraints.txt").read_text().splitlines()}
    assert {re.split(r"[<>=]", requirement)[0].lower() for requirement in wanted} <= pinned


def test_every_dependency_has_its_reason(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    text = (root / "docs" / "decisions.md").read_text()
    for requirement in chain(project["dependencies"], *project["optional-dependencies"].values()):
        name = re.split(r"[<>=]", requirement)[0]
        assert f"| {name} |" in text, f"docs/decisions.md has no line for {name}"


def test_functions_and_modules_are_short(root):
    import ast

    for path in [*(root / "grader").rglob("*.py"), *(root / "reference").rglob("*.py")]:
        source = path.read_text()
        assert source.count("\n") <= 400, path
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 60, f"{path}: {node.name}"


@pytest.mark.parametrize("is_new", [True, False])
def test_demo_says_first_what_it_will_do_and_how_long_it_takes(root, tmp_path, is_new):
    for name in ("Makefile", "constraints.txt"):
        (tmp_path / name).write_text((root / name).read_text())
    if not is_new:
        (tmp_path / ".venv").mkdir()
        (tmp_path / ".venv" / "runtime").touch()

    def run(*command, cwd):
        # The make that runs the tests passes its flags on, and says where it is.
        own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
        return subprocess.run(command, cwd=cwd, env=own, check=True, capture_output=True, text=True).stdout

    plan = run("make", "demo-plan", cwd=tmp_path)
    assert "examples/class" in plan
    assert "results/" in plan
    assert ("installs packages" in plan) == is_new
    assert re.search(r"\d+ (s|to \d+ minutes) on 2 cores", plan)
    steps = run("make", "-n", "demo", cwd=root)
    assert steps.startswith('echo "make demo grades')


def test_commands_in_the_readme_exist(root):
    from grader.cli import cli

    named = set(re.findall(r"^(?:\.venv/bin/)?grader (\w+)", (root / "README.md").read_text(), re.MULTILINE))
    assert named
    assert named <= set(cli.commands)


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "docs/authoring.md",
        "docs/decisions.md",
        "docs/library.md",
        "docs/releasing.md",
        "docs/report.md",
        "docs/students.md",
    ],
)
def test_links_in_documents_lead_somewhere(root, name):
    document = root / name
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), f"{name}: {target}"


def test_wheel_holds_the_engine_and_nothing_else(root, tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"grader"}
