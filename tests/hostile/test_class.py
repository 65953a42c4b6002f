"""A class in which all but one attack the grader, as an instructor would grade it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import driver
from tests.hostile.cases import find_attacks
from tests.toy import write_course

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attacks are written for Linux")

LIMITS = 'title = "Toys"\n[limits]\ncall_wall_s = 0.3\nload_wall_s = 0.6\nstatement_wall_s = 0.2\nmemory_mb = 256\n'


def is_taken(attack):
    """Whether an attack needs neither another user nor places to be told, and does not hang, of which one is enough."""
    if attack.fields.get("needs") == ("user" if os.geteuid() == 0 else "root"):
        return False
    if attack.source is None or attack.name == "c24_loops":
        return True
    return "from places" not in attack.source.read_text() and "timed_out" not in attack.fields["expected"]


ATTACKS = [attack for attack in find_attacks() if is_taken(attack)]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, workshop):
    top = tmp_path_factory.mktemp("class")
    course = write_course(top / "course", course=LIMITS)
    (top / "class" / "zoe").mkdir(parents=True)
    (top / "class" / "zoe" / "double.py").write_text("def double(x):\n    return 2 * x\n")
    for attack in ATTACKS:
        hand_in(workshop.get(attack), top / "class" / attack.name)
    command = [
        sys.executable,
        "-m",
        "grader",
        "batch",
        str(top / "class"),
        "--out",
        str(top / "out"),
        "--course",
        str(course),
    ]
    ended = subprocess.run(command, cwd=driver.ROOT, capture_output=True, check=False, timeout=400)
    return ended, top / "out"


def hand_in(made, entry):
    """Put an attack into the class folder: a file of code as a folder, and what was made by a link to it."""
    if made.suffix == ".py" and made.parent.name == "attacks":
        entry.mkdir()
        shutil.copy(made, entry / "double.py")
        shutil.copy(Path(__file__).with_name("target.py"), entry)
    else:
        entry.with_suffix("" if entry.name.startswith("is_") or made.is_dir() else made.suffix).symlink_to(made)


def test_everybody_gets_a_report(graded):
    ended, out = graded
    assert ended.returncode == 0, ended.stderr.decode(errors="replace")[-2000:]
    assert {path.stem for path in (out / "reports").iterdir()} == {attack.name for attack in ATTACKS} | {"zoe"}


def test_honest_work_gets_full_marks_and_little_else_does(graded):
    _, out = graded
    scores = {path.stem: json.loads(path.read_bytes())["score"] for path in (out / "reports").iterdir()}
    assert scores["zoe"] == 4
    may_earn = {attack.name for attack in ATTACKS if "passed" in str(attack.expected("landlock", driver.USERS[0]))}
    assert {name for name, score in scores.items() if score > 0} <= may_earn | {"zoe"}


def test_table_is_whole(graded):
    _, out = graded
    with (out / "summary.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(ATTACKS) + 2
    assert {len(row) for row in rows} == {len(rows[0])}


def test_modules_in_the_current_folder_are_not_the_graders(graded, tmp_path):
    """A CI job may run `python -m grader` in the folder that a student has handed in."""
    early = "import __future__, sys, runpy, pkgutil, typing, importlib; print(*sys.modules)"  # not to be helped
    loaded = subprocess.run([sys.executable, "-c", early], capture_output=True, text=True, check=True).stdout.split()
    for name in {*sys.stdlib_module_names, "numpy", "click", "rich", "msgspec", "hypothesis"} - set(loaded):
        (tmp_path / f"{name}.py").write_text("print('taken for the real one')\nraise SystemExit(0)\n")
    (tmp_path / "double.py").write_text("def double(x):\n    return 3 * x\n")
    course = graded[1].parent / "course"
    command = [sys.executable, "-m", "grader", "grade", str(tmp_path / "double.py"), "--course", str(course)]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(driver.ROOT)}
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "taken for the real one" not in ended.stdout + ended.stderr
    assert ended.returncode == 1, ended.stderr


def test_submissions_named_as_modules_are_not_loaded_by_the_grader(graded, tmp_path):
    """An instructor may run the command in the class folder itself, among files that students have named."""
    for name in ("multiprocessing", "random", "struct", "numpy", "socket", "pickle", "signal", "json", "hypothesis"):
        (tmp_path / "class").mkdir(exist_ok=True)
        (tmp_path / "class" / f"{name}.py").write_text(
            f"open({str(tmp_path / 'loaded')!r}, 'w')\nraise SystemExit(0)\n"
        )
    course = graded[1].parent / "course"
    words = ["grader", "batch", ".", "--out", str(tmp_path / "out"), "--course", str(course)]
    # As the installed command: its own folder is first on the path, and its processes do not run it once more.
    script = (
        f"import sys\nfrom grader.cli import main\nif __name__ == '__main__':\n    sys.argv = {words}\n    main()\n"
    )
    (tmp_path / "grader-command").write_text(script)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(driver.ROOT)}
    command = [sys.executable, str(tmp_path / "grader-command")]
    ended = subprocess.run(
        command, cwd=tmp_path / "class", env=environment, capture_output=True, text=True, check=False
    )
    assert not (tmp_path / "loaded").exists()
    assert ended.returncode == 0, ended.stderr
    assert len(list((tmp_path / "out" / "reports").iterdir())) == 9
    assert json.loads((tmp_path / "out" / "summary.json").read_bytes())["regrade"] == []


def test_nothing_that_was_printed_controls_a_terminal_or_a_runner(graded):
    ended, _ = graded
    shown = ended.stdout.decode() + ended.stderr.decode()
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in shown.splitlines())
    assert "\x1b]" not in shown
    assert "\u202e" not in shown
