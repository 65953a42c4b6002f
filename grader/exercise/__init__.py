"""Everything that an author of exercises imports.

    from grader.exercise import arrays, assert_close, check, given

    @check(weight=2, hint="What does a constant do to numerator and denominator?")
    @given(Z=arrays("(n,k)"))
    def shift_invariant(student, Z):
        "Adding a constant to every logit leaves the probabilities unchanged."
        assert_close(student.softmax(Z + 3), student.softmax(Z))

`docs/exercise-api.md` has an example for each name, and says which changes authors need not fear.
"""

from grader.exercise.assertions import assert_close, assert_equal, assert_that, fail, relative_error
from grader.exercise.builders import (
    DIFFERENCE_STEP,
    DIFFERENCE_TOLERANCE,
    DIRECTIONS,
    LARGEST_CONTENT,
    SMALLEST_CONTENT,
    assert_computes,
    batch_equals_rows,
    does_not_mutate,
    gradient_matches_own_loss,
    matches_reference,
    permutation_equivariant,
)
from grader.exercise.checks import check, given
from grader.exercise.failures import CheckFailed, SideEffects
from grader.exercise.formulas import Counted, Formula
from grader.exercise.inputs import arguments, arrays, distributions, floats, integers, lists, soft_rows
from grader.exercise.misconceptions import misconception
from grader.exercise.spec import Array, shapes
from grader.exercise.student import Observation, Student
from grader.exercise.worked_numbers import WorkedCall, find_worked_numbers
from grader.worker.wire import WithLayout

__all__ = [
    "DIFFERENCE_STEP",
    "DIFFERENCE_TOLERANCE",
    "DIRECTIONS",
    "LARGEST_CONTENT",
    "SMALLEST_CONTENT",
    "Array",
    "CheckFailed",
    "Counted",
    "Formula",
    "Observation",
    "SideEffects",
    "Student",
    "WithLayout",
    "WorkedCall",
    "arguments",
    "arrays",
    "assert_close",
    "assert_computes",
    "assert_equal",
    "assert_that",
    "batch_equals_rows",
    "check",
    "distributions",
    "does_not_mutate",
    "fail",
    "find_worked_numbers",
    "floats",
    "given",
    "gradient_matches_own_loss",
    "integers",
    "lists",
    "matches_reference",
    "misconception",
    "permutation_equivariant",
    "relative_error",
    "shapes",
    "soft_rows",
]
