"""Every attack ends as its file says, as root and as an ordinary user, at each isolation level, and does no harm."""

import subprocess
import sys

import pytest

from tests.hostile import driver
from tests.hostile.cases import LEVELS, find_attacks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attacks are written for Linux")

ATTACKS = find_attacks()
RUNS = [(attack, level, user) for user in driver.USERS for level in LEVELS for attack in ATTACKS]
RUNS = [run for run in RUNS if not run[0].why_not(*run[1:])]


@pytest.mark.parametrize(
    ("attack", "level", "user"), RUNS, ids=[f"{user}-{level}-{attack.name}" for attack, level, user in RUNS]
)
def test_attack_ends_as_its_file_says(attack, level, user, drivers, workshop):
    try:
        expected, outcome = driver.run(attack, level, user, drivers, workshop)
    except LookupError as reason:
        pytest.skip(str(reason))
    assert expected.is_met(outcome.verdicts, outcome.text, outcome.harm), f"expected {expected}, found {outcome}"


def test_every_class_of_threats_is_covered():
    assert {number for attack in ATTACKS for number in attack.numbers} == set(range(1, 26))
    assert len(ATTACKS) >= 90


@pytest.mark.parametrize("attack", [a for a in ATTACKS if "fools" in a.fields], ids=lambda attack: attack.name)
def test_attack_fools_a_naive_grader(attack):
    command = [sys.executable, str(driver.ROOT / "tests" / "hostile" / "naive.py"), str(attack.source)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert found.stdout.strip() == "full marks", found.stderr
