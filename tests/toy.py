"""A course of one exercise, small enough to be read at a glance, written to disk for tests."""

from pathlib import Path

from grader.course import cache
from grader.course.fingerprint import PREFIX

SPEC = '''r"""# Doubling

Double it.

## The maths
$y = 2x$
## What you can rely on
`x` is a vector.
## What is expected
A vector.
## Worked numbers
`[1]` gives `[2]`.
## How it is graded
By its values.
"""

from grader.exercise import Array, shapes

POINTS = 4


@shapes("x:(n) -> (n)")
def double(x: Array) -> Array:
    """Return twice x.

    Args:
        x: a vector.

    Returns:
        A vector of the same shape.
    """
    ...
'''
PUBLIC = '''"""Public checks."""

import numpy as np

from grader.exercise import arrays, assert_close, check, given

vectors = arrays("(n)", n=(1, 3))


@check(weight=1, hint="One plus one?")
def worked_number(student):
    """One doubled is two."""
    assert_close(student.double(np.array([1.0])), np.array([2.0]))


@check(weight=2, hint="Think of straight lines.")
@given(x=vectors)
def additive(student, x):
    """The double of a sum is the sum of the doubles."""
    assert_close(student.double(x + 1), student.double(x) + 2)
'''
HIDDEN = '''"""Hidden checks."""

from grader.exercise import arguments, matches_reference

from .public_checks import vectors

matches = matches_reference("double", arguments(x=vectors), weight=7, hint="Compare by hand.")
'''
REFERENCE = '''"""Doubling."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def double(x: Array) -> Array:
    """Return twice x."""
    return 2 * x
'''
MISTAKES = """[squares]
says = "Squares instead of doubling."
hint = "Is squaring the same as doubling? Try it with the number three."
edit = { "2 * x" = "x * x" }
"""

# The files of an exercise with a second function, to pass to `write_course`.
TWO_FUNCTIONS = {
    "spec": SPEC
    + '''

@shapes("x:(n) -> (n)")
def half(x: Array) -> Array:
    """Return half of x."""
    ...
''',
    "public_checks": '''"""Public checks."""

import numpy as np

from grader.exercise import assert_close, check


@check()
def doubles(student):
    """Doubles."""
    assert_close(student.double(np.ones(1)), 2 * np.ones(1))


@check()
def halves(student):
    """Halves."""
    assert_close(2 * student.half(np.ones(1)), np.ones(1))
''',
    "hidden_checks": '"""Hidden checks."""\n',
    "reference": REFERENCE
    + '''

def half(x: Array) -> Array:
    """Return half of x."""
    return x / 2
''',
}


def write_course(root: Path, **replaced: str) -> Path:
    """Write the toy course under `root`; `replaced` gives other contents by file name without its ending.

    A `mistakes_py` becomes mistakes.py.
    """
    files = {
        "assignments/course.toml": replaced.get("course", 'title = "Toys"\n'),
        "assignments/a1_toys/e1_double/spec.py": replaced.get("spec", SPEC),
        "assignments/a1_toys/e1_double/public_checks.py": replaced.get("public_checks", PUBLIC),
        "assignments/a1_toys/e1_double/hidden_checks.py": replaced.get("hidden_checks", HIDDEN),
        "assignments/a1_toys/e1_double/mistakes.toml": replaced.get("mistakes", MISTAKES),
        "reference/a1_toys/e1_double.py": replaced.get("reference", REFERENCE),
        "reference/seed.txt": replaced.get("seed", "1\n"),
    }
    if "mistakes_py" in replaced:
        files["assignments/a1_toys/e1_double/mistakes.py"] = replaced["mistakes_py"]
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def write_student_folder(root: Path, **replaced: str) -> Path:
    """Release the toy course, whose sources go to `root/course`, into a folder as a student unpacks it."""
    from grader.authoring.release import to_template, write_template
    from grader.course.course import load_course

    folder = root / "student"
    write_template(to_template(load_course(write_course(root / "course", **replaced))), folder)
    return folder


def find_recordings():
    """Return the cached files, except for the hashes of courses."""
    return {path for path in cache.find_folder().iterdir() if not path.name.startswith(PREFIX)}
