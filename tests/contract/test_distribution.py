"""The package is installed under a name of its own: an index has somebody else's code under the name `grader`."""

import io
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib import metadata

import pytest

from grader.authoring.handout import render_handout
from grader.authoring.wheel import build_wheel
from grader.course.course import load_course
from grader.version import DISTRIBUTION, VERSION
from tests.toy import write_course

# How a text asks for a package of that name: as an installer's argument, as a requirement, as a file, as metadata.
ASKS = re.compile(
    r"""(?x)
    (?:\b(?:pip3?|pipx|conda|mamba|poetry|pdm|uv(?:\ pip|\ tool)?)\ (?:install|download|wheel|add|run|inject)\b
        |\buvx)(?:[ \t]+[^\s`]+)*?[ \t]+["']?grader(?![\w./-])
    | (?<![\w./-])grader(?:\[[\w,]*\])?\ ?(?:==|>=|<=|~=|!=|@\ )
    | (?<![\w./-])grader\[[a-z,]+\]
    | \bgrader-(?:\d|\$VERSION)
    | ^name\ =\ ["']grader["']
    | (?:version|distribution|metadata|package_name)\s*[(=]\s*["']grader["']
    """,
    re.MULTILINE,
)
WARNS = re.compile(r"(?i)\bnever\b[^.\n]{0,40}$")
SHOWN = {".github", ".ci", ".pre-commit-config.yaml"}
SKIPPED = {"examples", "node_modules", "build", "dist", "results"}


def find_asking(text):
    """Return the places where a text asks for the package `grader`, without warnings not to."""
    return [match[0] for match in ASKS.finditer(text) if not WARNS.search(text[: match.start()])]


def find_texts(root):
    """Yield every document, requirement, workflow, recipe and source of the project."""
    ends = (".md", ".txt", ".toml", ".yml", ".yaml", ".py", ".cfg", ".ipynb", ".sh")
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") for part in set(parts) - SHOWN)
        if hidden or SKIPPED & set(parts) or not path.is_file() or path.name == "test_distribution.py":
            continue
        if path.suffix in ends or parts[0] == ".ci" or path.name == "Makefile":
            yield path


def test_nothing_asks_for_somebody_else_s_package(root):
    seen = list(find_texts(root))
    for name in ("README.md", "pyproject.toml", "Makefile", "student_template/requirements.txt", ".ci/run"):
        assert root / name in seen
    found = {path: find_asking(path.read_text(encoding="utf-8")) for path in seen}
    assert {str(path): asked for path, asked in found.items() if asked} == {}


def test_what_is_generated_asks_for_the_right_package(tmp_path):
    course = load_course(write_course(tmp_path))
    for wheel, wanted in [("", f"{DISTRIBUTION}=={VERSION}"), ("x.whl", "./wheels/x.whl")]:
        files = render_handout(course, wheel)
        assert wanted in files["requirements.txt"].splitlines()
        assert {name: find_asking(text) for name, text in files.items() if find_asking(text)} == {}
        assert "Never run `pip install grader`" in files["README.md"]
        assert DISTRIBUTION in files["README.md"]


@pytest.mark.parametrize(
    "line",
    [
        "pip install grader",
        "%pip install -q grader",
        "    python -m pip install --upgrade 'grader'",
        "pip install numpy grader\n",
        "uv pip install grader",
        "uvx grader check",
        "pipx install grader",
        "pip install 'grader[instructor]'",
        "grader==0.1.0",
        "grader >=0.1",
        "grader[instructor]",
        "dist/grader-0.1.0-py3-none-any.whl",
        "grader-$VERSION.tar.gz",
        'name = "grader"',
        'metadata.version("grader")',
        "You should never worry. Run `pip install grader`.",
    ],
)
def test_asking_is_seen(line):
    assert find_asking(line)


@pytest.mark.parametrize(
    "line",
    [
        "Never run `pip install grader`: it is another project.",
        "pip install -r requirements.txt\ngrader check",
        f"pip install '{DISTRIBUTION}[instructor]'",
        "pip install ./wheels/grader_course-0.1.0-py3-none-any.whl",
        'grader = "grader.cli:main"',
        "grader grade --course course",
    ],
)
def test_what_is_harmless_is_not(line):
    assert not find_asking(line)


def test_name_stands_in_one_place(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert project["name"] == DISTRIBUTION
    assert DISTRIBUTION.replace("_", "-").lower() != "grader"
    assert project["scripts"] == {"grader": "grader.cli:main"}
    literal = re.compile(rf"[\"']{DISTRIBUTION}[\"'\[=]")
    sources = [path for path in (root / "grader").rglob("*") if path.suffix in (".py", ".md", ".txt", ".yml")]
    assert [path for path in sources if literal.search(path.read_text(encoding="utf-8"))] == [
        root / "grader" / "version.py"
    ]


def to_names(record):
    return sorted(line.partition(b",")[0] for line in record.splitlines())


def read_members(path):
    archive = zipfile.ZipFile(path)
    return {name: archive.read(name) for name in archive.namelist()}


def test_own_wheel_is_the_one_that_the_build_backend_makes(root, tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "theirs")]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (tmp_path / "ours").mkdir()
    ours, (theirs,) = build_wheel(tmp_path / "ours"), (tmp_path / "theirs").glob("*.whl")
    assert ours.name == theirs.name
    mine, built = read_members(ours), read_members(theirs)
    (record,) = (name for name in built if name.endswith("/RECORD"))
    assert to_names(mine.pop(record)) == to_names(built.pop(record))
    # The description is the README as it was when this environment was made.
    (described,) = (name for name in built if name.endswith("/METADATA"))
    assert mine.pop(described).partition(b"\n\n")[0] == built.pop(described).partition(b"\n\n")[0]
    assert mine == built
    assert build_wheel(tmp_path).read_bytes() == ours.read_bytes()


def test_wheel_can_be_built_again_where_only_a_wheel_is_installed(tmp_path):
    wheel = build_wheel(tmp_path)
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", wheel]
    subprocess.run(install, check=True, capture_output=True)
    code = (
        "import sys; sys.path += sys.argv[2].split(':'); from pathlib import Path; "
        "from grader.authoring.wheel import build_wheel; print(build_wheel(Path(sys.argv[1])))"
    )
    (tmp_path / "again").mkdir()
    paths = ":".join(path for path in sys.path if path.endswith("site-packages"))
    command = [python, "-P", "-c", code, tmp_path / "again", paths]
    again = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout.strip()
    assert zipfile.ZipFile(again).testzip() is None
    assert read_members(again) == read_members(wheel)


def test_installed_grader_has_that_name():
    names = {name for name, tops in metadata_of_tops() if "grader" in tops}
    assert DISTRIBUTION in names, "Install again: make test does."


def metadata_of_tops():
    """Yield each installed distribution that has a command `grader`, with the packages that it starts."""
    for entry in metadata.entry_points(group="console_scripts", name="grader"):
        yield entry.dist.name, [entry.value.partition(".")[0]]


def test_record_is_a_list_that_installers_read(tmp_path):
    import csv

    members = read_members(build_wheel(tmp_path))
    (record,) = (data for name, data in members.items() if name.endswith("/RECORD"))
    rows = list(csv.reader(io.StringIO(record.decode())))
    assert {row[0] for row in rows} == set(members)
    assert all(len(row) == 3 for row in rows)
