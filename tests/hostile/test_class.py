"""A class in which all but one attack the grader, as an instructor would grade it."""

import contextlib
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hostile import driver
from tests.hostile.cases import find_attacks
from tests.hostile.processes import find_descendants, find_running
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


# A path through a closed folder is nothing that can be moved into a class.
ATTACKS = [attack for attack in find_attacks() if is_taken(attack) and attack.name != "is_in_a_closed_folder"]


RIGHT = "def double(x):\n    return 2 * x\n"


@pytest.fixture(scope="module")
def graded(tmp_path_factory, workshop):
    top = tmp_path_factory.mktemp("class")
    write_course(top / "course", course=LIMITS)
    with handed_in(workshop) as folder:
        write_student(folder, "zoe")
        ended = subprocess.run(to_command(top, folder), cwd=driver.ROOT, capture_output=True, check=False, timeout=400)
    return ended, top / "out"


def to_command(top, folder, *options):
    """Return the command that grades a class with the course and into the results below `top`."""
    places = ["--out", str(top / "out"), "--course", str(top / "course")]
    return [sys.executable, "-m", "grader", "batch", str(folder), *places, *options]


def write_student(folder, name, source=RIGHT):
    (folder / name).mkdir(parents=True)
    (folder / name / "double.py").write_text(source)


@contextlib.contextmanager
def opened(folder):
    """Open a folder that even its owner may have closed, and close it again."""
    mode = folder.stat().st_mode & 0o7777
    folder.chmod(0o700)
    yield
    folder.chmod(mode)


def move(path, place):
    """Rename a file or a folder; all folders on the way must be open for that."""
    with opened(path.parent), opened(place.parent):
        if path.is_symlink() or not path.is_dir():
            return path.rename(place)
        mode = path.stat().st_mode & 0o7777
        path.chmod(0o700)
        path.rename(place).chmod(mode)
        return place


@contextlib.contextmanager
def handed_in(workshop):
    """Move what the attacks are made of into a class folder, since links are not followed there, and back again."""
    made = [workshop.get(attack) for attack in ATTACKS]
    folder = next(path for attack, path in zip(ATTACKS, made, strict=True) if attack.source is None).parent / "class"
    folder.mkdir()
    moved = []
    try:
        for attack, path in zip(ATTACKS, made, strict=True):
            entry = folder / attack.name
            if attack.source is not None:
                write_student(folder, attack.name, path.read_text())
                shutil.copy(Path(__file__).with_name("target.py"), entry)
                continue
            keeps_name = entry.name.startswith("is_") or path.is_dir()
            moved.append((move(path, entry.with_suffix("" if keeps_name else path.suffix)), path))
        yield folder
    finally:
        for entry, path in moved:
            move(entry, path)
        shutil.rmtree(folder)


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
    with (out / "summary.csv").open(newline="", encoding="utf-8-sig") as file:
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


def test_links_earn_nothing_and_say_why(graded, tmp_path):
    """An entry that is a link to a neighbour, to the reference or to a zip once got that one's full marks."""
    top, folder = graded[1].parent, tmp_path / "class"
    write_student(folder, "zoe")
    shutil.make_archive(str(tmp_path / "theirs"), "zip", folder / "zoe")
    places = {
        "neighbour": folder / "zoe",
        "neighbour.py": folder / "zoe" / "double.py",
        "reference": top / "course" / "reference",
        "zipped.zip": tmp_path / "theirs.zip",
        "dangling": tmp_path / "nowhere",
        "circle": folder / "circle",
        "through": folder / "neighbour",
    }
    for name, place in places.items():
        (folder / name).symlink_to(place)
    os.link(tmp_path / "theirs.zip", folder / "second.zip")
    (tmp_path / "own.py").write_text(RIGHT)
    os.link(tmp_path / "own.py", folder / "second_name.py")
    command = [*to_command(top, folder), "--out", str(tmp_path / "out")]
    ended = subprocess.run(command, cwd=driver.ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert ended.returncode == 0, ended.stderr
    reports = {path.stem: json.loads(path.read_bytes()) for path in (tmp_path / "out" / "reports").iterdir()}
    assert len(reports) == len(places) + 3
    assert [name for name, report in reports.items() if report["score"]] == ["zoe"]
    notes = {name: report["submission"]["notes"][0] for name, report in reports.items() if name != "zoe"}
    assert {name for name, note in notes.items() if "is a link and was not followed" not in note} == {
        "second",
        "second_name",
    }
    assert "hard link" in notes["second"]
    assert "hard link" in notes["second_name"]
    assert json.loads((tmp_path / "out" / "summary.json").read_bytes())["regrade"] == []


SLOW = """
import time

def double(x):
    if x.size:
        time.sleep({seconds})
    return 2 * x
"""


@pytest.fixture
def begun(tmp_path):
    """Start batches that write to one folder and stay busy; return each as it has begun to grade, with its folder."""
    started = []
    course = write_course(tmp_path / "course", course='title = "Toys"\n[limits]\ncall_wall_s = 60.0\n')
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(driver.ROOT), "TMPDIR": str(tmp_path / "temporary")}
    write_student(tmp_path / "class", "ana")
    write_student(tmp_path / "class", "ben", SLOW.format(seconds=50))

    def begin(wait=True):
        batch = subprocess.Popen(
            to_command(course.parent, tmp_path / "class"), cwd=driver.ROOT, env=environment, stderr=subprocess.PIPE
        )
        started.append(batch)
        deadline = time.monotonic() + 60
        while wait and not (tmp_path / "out" / "reports" / "ana.json").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return batch

    yield begin, tmp_path
    for batch in started:
        batch.kill()
        batch.communicate()


def end_and_find_left(batch, number):
    """End a batch by a signal; return its exit code, what it said, and which of its processes are left."""
    below = find_descendants(batch.pid)
    assert len(below) >= 4  # two grading processes and their fork servers
    batch.send_signal(number)
    _, said = batch.communicate(timeout=60)
    deadline = time.monotonic() + 20
    while (left := find_running(below)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return batch.returncode, said.decode(), left


def test_second_batch_on_one_folder_is_refused_and_takes_nothing_away(begun):
    begin, top = begun
    first = begin()
    before = (top / "out" / "reports" / "ana.json").read_bytes()
    second = begin(wait=False)
    _, said = second.communicate(timeout=60)
    assert second.returncode == 2
    assert f"Another batch is writing to {top / 'out'}: process {first.pid} on " in said.decode()
    assert (top / "out" / "reports" / "ana.json").read_bytes() == before
    assert first.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_batch_that_is_told_to_end_leaves_its_reports_and_nothing_else(begun, number):
    begin, top = begun
    code, said, left = end_and_find_left(begin(), number)
    assert (code, left) == (130 if number == signal.SIGINT else 128 + number, set())
    assert f"Stopped with 1 of 2 reports in {top / 'out' / 'reports'}." in said
    assert sorted(path.name for path in (top / "out").rglob("*")) == ["ana.json", "reports"]
    assert list((top / "temporary").iterdir()) == []


def test_batch_that_is_killed_keeps_nobody_out_and_no_report_is_lost(begun):
    begin, top = begun
    reports = top / "out" / "reports"
    reports.mkdir(parents=True)
    code, _, left = end_and_find_left(begin(), signal.SIGKILL)
    assert (code, left) == (-signal.SIGKILL, set())
    earlier = json.loads((reports / "ana.json").read_bytes())
    (reports / "zoe.json").write_bytes((reports / "ana.json").read_bytes())
    write_student(top / "class", "cem")
    shutil.rmtree(top / "class" / "ben")
    again = begin(wait=False)
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert sorted(path.name for path in reports.iterdir()) == ["ana.json", "cem.json"]  # zoe is no longer there
    assert json.loads((reports / "ana.json").read_bytes()) | {"timing": None} == earlier | {"timing": None}


def test_submission_that_stalls_delays_nobody_and_is_listed(begun):
    begin, top = begun
    settings = top / "course" / "assignments" / "course.toml"
    settings.write_text(settings.read_text() + "submission_wall_s = 4.0\n")
    batch = begin()  # ana's report is there while ben is being graded
    assert batch.poll() is None
    batch.communicate(timeout=60)
    assert batch.returncode == 0
    ben = json.loads((top / "out" / "reports" / "ben.json").read_bytes())
    assert ben["submission"]["notes"] == [
        "Grading this submission took longer than 4 s, and was ended while grading double."
    ]
    table = json.loads((top / "out" / "summary.json").read_bytes())
    assert (table["regrade"], [student["id"] for student in table["students"]]) == (["ben"], ["ana", "ben"])


def test_twenty_megabytes_of_names_do_not_stall_a_batch(graded, tmp_path):
    """Each name of a text cell was searched for in a list of all names in code cells, which took more than an hour."""
    text = {"cell_type": "markdown", "metadata": {}, "source": "".join(f"def t{i}(\n" for i in range(1_300_000))}
    names = "".join(f"def c{i}(): 0\n" for i in range(50_000))
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "source": RIGHT + names}
    (tmp_path / "class").mkdir()
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [text, code]}
    (tmp_path / "class" / "ana.ipynb").write_text(json.dumps(notebook))
    command = [*to_command(graded[1].parent, tmp_path / "class"), "--out", str(tmp_path / "out")]
    ended = subprocess.run(command, cwd=driver.ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    report = json.loads((tmp_path / "out" / "reports" / "ana.json").read_bytes())
    assert (tmp_path / "class" / "ana.ipynb").stat().st_size > 15_000_000
    assert "in text cells, which are not run" in report["submission"]["notes"][0]
    assert json.loads((tmp_path / "out" / "summary.json").read_bytes())["regrade"] == []
