"""Makes the files of a new exercise: a skeleton in which everything holds but what its author has to write."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from grader.errors import CourseError, writing_to

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"(a\d+_\w+)/e(\d+)_(\w+)")

_SPEC = '''r"""# TODO: the title

TODO: two sentences on what this is and why one wants it.

## The maths

TODO: the formulas, in LaTeX between dollar signs, with every shape.

$$ y = x $$

| symbol | shape | meaning |
|---|---|---|
| $x$ | $(N, K)$ | TODO |

## What you can rely on

- `x` is a float64 array of shape $(N, K)$ with finite entries. TODO: what else is promised.
- You write into arrays of your own: `x` must be the same after the call as before.

## What is expected

A float64 array of the shape of `x`. TODO: what else.

## Worked numbers

| `x` | `{id}(x)` |
|---|---|
| `[[1, 2]]` | `[[2, 4]]` |

## How it is graded

The worked numbers; the values on many inputs; `x` unchanged. TODO: keep this true.
"""

from grader.exercise.spec import Array, shapes

POINTS = 3
# One more each time a student asks: where to look, then which idea, then how the parts fit. Never the code.
HINTS = ("TODO: where to look.", "TODO: which idea.")


@shapes("x:(n,k) -> (n,k)")
def {id}(x: Array) -> Array:
    """Return TODO.

    Args:
        x: TODO, of shape (N, K).

    Returns:
        TODO, of the same shape.
    """
    ...
'''

_PUBLIC = '''"""What students can run themselves: worked numbers and properties."""

import numpy as np

from grader.exercise.assertions import assert_close
from grader.exercise.builders import assert_computes, does_not_mutate
from grader.exercise.checks import check, given
from grader.exercise.inputs import arguments, arrays

PROBE = np.array([[1.0, 2.0], [4.0, 3.0]])

inputs = arrays("(n,k)", scale=2.0)


def computes(student):
    """Fail for answers that need no work, for which most properties hold trivially."""
    assert_computes(student.{id}(PROBE), PROBE)


@check(weight=4, hint="TODO: what to think about, never the line of code.")
def worked_numbers(student):
    """{id} gives the worked numbers of the statement."""
    # Ten digits are printed in the statement.
    assert_close(student.{id}(np.array([[1.0, 2.0]])), np.array([[2.0, 4.0]]), rtol=1e-8, atol=1e-9)


@check(weight=4, hint="TODO: what to think about, never the line of code.", guard=computes)
@given(x=inputs)
def additive(student, x):
    """TODO: a property in one sentence; this one says that a sum goes in and a sum comes out."""
    assert_close(student.{id}(x + 1.5), student.{id}(x) + student.{id}(np.full_like(x, 1.5)), atol=1e-10)


argument_unchanged = does_not_mutate(("{id}",), arguments(x=inputs), guard=computes)
'''

_HIDDEN = '''"""What students do not see: agreement with the reference, and inputs chosen to break things."""

import numpy as np

from grader.exercise.assertions import assert_close
from grader.exercise.builders import matches_reference
from grader.exercise.checks import check
from grader.exercise.inputs import arguments

from .public_checks import inputs

matches_reference_on_many_inputs = matches_reference(
    "{id}", arguments(x=inputs), weight=4, hint="TODO: what to think about, never the line of code."
)


@check(weight=4, hint="TODO: what to think about, never the line of code.")
def right_for_huge_entries(student, reference):
    """Entries as large as ±10⁴ give right values."""
    x = np.array([[1e4, -1e4, 0.0]])
    assert_close(student.{id}(x), reference.{id}(x))
'''

_MISCONCEPTIONS = '''"""What goes wrong in practice, as code: each replaces one function of the reference."""

import numpy as np

from grader.exercise.misconceptions import misconception
from grader.exercise.spec import Array


@misconception("{id}", hint="TODO: what you did, why it is wrong, what to think about.")
def wrong_for_large_entries(x: Array) -> Array:
    """TODO: a typical mistake, in one sentence that begins with a verb."""
    return np.clip(2 * x, -100, 100)


@misconception(
    "{id}",
    hint="TODO: what you did, why it is wrong, what to think about.",
    exception="TODO: why this costs more than half of the exercise.",
)
def one_too_many(x: Array) -> Array:
    """TODO: another mistake; together they should bring up the hint of every check."""
    return 2 * x + 1


@misconception(
    "{id}",
    hint="The caller still needs the array. Which of your statements changes x itself?",
    exception="every value is right; only the promise to leave the argument alone is broken",
)
def writes_into_argument(x: Array) -> Array:
    """Works in the caller's array."""
    x *= 2
    return x.copy()
'''

_REFERENCE = '''"""TODO: what this computes, in one sentence."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def {id}(x: Array) -> Array:
    """Return TODO, of shape (N, K)."""
    return np.asarray(2 * x)
'''


def to_skeleton(name: str) -> dict[str, str]:
    """Return the files of a new exercise by path below the course's root.

    Args:
        name: `a1_assignment/e1_exercise`.

    Raises:
        CourseError: the name is of another form.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise CourseError(f"{name!r} should look like a1_assignment/e1_exercise.")
    assignment, number, exercise_id = match.groups()
    if keyword.iskeyword(exercise_id) or exercise_id in ("np", "student", "reference"):
        raise CourseError(f"{exercise_id} has a meaning of its own in the files of an exercise; choose another id.")
    folder = f"assignments/{assignment}/e{number}_{exercise_id}"
    files = {
        f"{folder}/spec.py": _SPEC,
        f"{folder}/public_checks.py": _PUBLIC,
        f"{folder}/hidden_checks.py": _HIDDEN,
        f"{folder}/misconceptions.py": _MISCONCEPTIONS,
        f"reference/{assignment}/e{number}_{exercise_id}.py": _REFERENCE,
    }
    return {path: text.replace("{id}", exercise_id) for path, text in files.items()}


def write_skeleton(root: Path, files: dict[str, str]) -> None:
    """Write the files of a new exercise below `root`.

    Raises:
        CourseError: one of them is there already; none is written then.
        ResultError: they cannot be written.
    """
    exercise_id = next(iter(files)).split("/")[2].partition("_")[2]
    existing = [path for path in files if (root / path).exists()]
    existing += [str(folder) for folder in root.glob(f"assignments/*/e*_{exercise_id}") if _id(folder) == exercise_id]
    if existing:
        raise CourseError(f"{existing[0]} is there already; nothing was written.")
    for path, text in files.items():
        target = root / path
        with writing_to(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


def _id(folder: Path) -> str:
    return folder.name.partition("_")[2]
