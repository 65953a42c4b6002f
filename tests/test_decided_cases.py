"""The recorded cases that grading asks show in wrong solutions what all of them show.

The cases were chosen by mistakes and mutants, which know nothing of these solutions.
"""

from pathlib import Path

import numpy as np
import pytest

from grader.authoring.case_choice import Missed, count_missed
from grader.authoring.case_finding import ask_everything, find_numbers
from grader.authoring.verdicts import RememberingTransport, judge_module
from grader.course.deciding import load_deciding
from grader.course.loops import to_bounded_module
from grader.course.overlay import find_seed
from grader.course.settings import load_seed
from tests.solutions import WRONG

MISSED_SHARE = 0.005


@pytest.fixture(scope="module")
def judged(course):
    """Return by folder the failing checks that the cases asked miss; each solution runs in this process."""
    found = {}
    for exercise in course.exercises:
        whole = ask_everything(exercise)
        right = RememberingTransport(exercise.reference)
        pairs = zip(exercise.checks, whole.checks, strict=True)
        asked = {one.id: find_numbers(one.cases, every.cases) for one, every in pairs}
        for path in (path for path in WRONG if path.stem == exercise.id):
            with np.errstate(all="ignore"):
                module = to_bounded_module(path.read_text(encoding="utf-8"))
                shown = judge_module(whole, module, None, right)
            found[path.parent.name] = count_missed([shown], asked)
    return found


def test_few_failing_checks_are_missed(judged):
    total = sum(judged.values(), Missed(0, 0))
    missed = {name: found for name, found in judged.items() if found.missed}
    assert total.failing > 1000
    assert total.missed <= MISSED_SHARE * total.failing, missed


def test_no_wrong_solution_passes_whole(judged):
    assert [name for name, found in judged.items() if found.missed and found.missed == found.failing] == []
    assert judged.keys() == {path.parent.name for path in WRONG}


def test_every_exercise_has_its_choice(course):
    seed = load_seed(find_seed(course.layers))
    for exercise in course.exercises:
        path = Path(exercise.reference_path).with_suffix(".cases.toml")
        deciding = load_deciding(path, seed)
        drawn = {recorded.id for recorded in exercise.checks if recorded.check.inputs}
        assert deciding is not None, path
        assert deciding.checks.keys() == drawn, path
