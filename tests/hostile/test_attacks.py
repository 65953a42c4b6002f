"""Every attack ends as its file says, as root and as an ordinary user, at each isolation level, and does no harm.

At the levels below the strongest, half of the attacks run as root here and half as an ordinary user, to save a third of
the time; `make attacks` runs each as both.
"""

import os
import re
import socket
import subprocess
import sys
import time

import pytest

from tests.hostile import driver, target
from tests.hostile.cases import CLASSES, FOLDER, LEVELS, find_attacks
from tests.hostile.processes import find_descendants, find_running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attacks are written for Linux")

ATTACKS = find_attacks()


def find_runs():
    """Return attacks with the level and the user of each run: both users at the strongest level, else one in turn."""
    for level in LEVELS:
        for number, attack in enumerate(ATTACKS):
            users = driver.USERS if level == LEVELS[0] else [driver.USERS[number % len(driver.USERS)]]
            yield from ((attack, level, user) for user in users if not attack.why_not(level, user))


RUNS = sorted(find_runs(), key=lambda run: (run[2], LEVELS.index(run[1])))  # those of one driver together


@pytest.mark.parametrize(
    ("attack", "level", "user"), RUNS, ids=[f"{user}-{level}-{attack.name}" for attack, level, user in RUNS]
)
def test_attack_ends_as_its_file_says(attack, level, user, drivers, workshop):
    try:
        expected, outcome = driver.run(attack, level, user, drivers, workshop)
    except LookupError as reason:
        pytest.skip(str(reason))
    if outcome.is_weaker_than(level):
        pytest.skip(f"this machine gives no more than {outcome.isolation}")
    assert expected.is_met(outcome.verdicts, outcome.text, outcome.harm), f"expected {expected}, found {outcome}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_attacks_aim_at_parts_of_the_engine_that_exist(path, root):
    """An attack on a file that was moved away would fail everywhere, and prove nothing."""
    text = path.read_text(encoding="utf-8")
    for place in re.findall(r'ENGINE \+ "(/[^"]+)"', text):
        assert (root / "grader" / place.lstrip("/")).is_file(), place
    for name in re.findall(r'"(grader(?:\.\w+)+)"', text):
        folder = root.joinpath(*name.split("."))
        assert folder.is_dir() or folder.with_suffix(".py").is_file(), name


def test_every_class_of_threats_is_covered():
    assert {number for attack in ATTACKS for number in attack.numbers} == set(CLASSES)
    assert len(ATTACKS) >= 300


@pytest.mark.parametrize("attack", [a for a in ATTACKS if "fools" in a.fields], ids=lambda attack: attack.name)
def test_attack_fools_a_naive_grader(attack):
    command = [sys.executable, str(driver.ROOT / "tests" / "hostile" / "naive.py"), str(attack.source)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert found.stdout.strip() == "full marks", found.stderr


def test_inputs_that_are_not_to_be_told_are_there_to_be_told(drivers, workshop):
    """What the student's view is searched for is in the instructor's, so that the search can find something."""
    (attack,) = (attack for attack in ATTACKS if attack.name == "c17_tells_inputs_by_exception")
    _, outcome = driver.run(attack, LEVELS[-1], driver.USERS[0], drivers, workshop)
    assert outcome.instructor_sees_inputs
    assert "hidden input shown" not in outcome.harm


@pytest.mark.parametrize("user", driver.USERS)
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_survives_the_grader(level, user):
    try:
        grader = driver.Driver(level, user)
    except LookupError as reason:
        pytest.skip(str(reason))
    try:
        pid = grader.begin(FOLDER / "c24_survives_its_parent.py")
        deadline = time.monotonic() + 30
        while len(below := find_descendants(pid)) < 2 and time.monotonic() < deadline:  # the fork server and a worker
            time.sleep(0.01)
        time.sleep(0.1)  # until the worker loops
        below |= find_descendants(pid)
        assert len(below) >= 2
    finally:
        os.kill(pid, 9)
        grader.close()
    deadline = time.monotonic() + 5
    while (survivors := find_running(below)) and time.monotonic() < deadline:
        time.sleep(0.01)
    for survivor in survivors:
        os.kill(survivor, 9)
    assert survivors == set()


def test_search_of_memory_finds_what_is_there():
    """What is expected to find nothing in a worker must be able to find something."""
    secret = "0123456789abcdef0123456789abcdef"
    code = f"""
import sys, types
sys.modules["places"] = types.SimpleNamespace(SECRET_REVERSED={secret[::-1]!r})
kept = "".join(reversed(sys.modules["places"].SECRET_REVERSED))
names = {{}}
exec(open({str(FOLDER / "c15_searches_its_memory.py")!r}).read(), names)
print(names["double"](21))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert found.stdout == "42\n", found.stderr


def test_reading_ahead_finds_what_is_there(monkeypatch):
    import numpy as np

    from grader.worker import wire

    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(wire.encode(np.array([7129.0])))
        monkeypatch.setitem(sys.modules, "target", target)
        monkeypatch.setattr(target, "connection", theirs.fileno)
        names = {}
        exec((FOLDER / "c17_reads_ahead.py").read_text(), names)
        with pytest.raises(ValueError, match=r"hidden: 7129\.0"):
            names["double"](np.array([1.0]))
