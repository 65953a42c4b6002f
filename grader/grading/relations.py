"""Relations of an entry to the right one that need no suspect: negated, a multiple, transposed, clipped and so on.

A relation becomes a version of the reference in which some entries of one function's result are changed, and is held
to the same rules as any suspect.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.course.comparison import have_same_values, is_numeric
from grader.exercise.numeric import to_numbers
from grader.grading.agreement import compare
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from grader.grading.explanation import Answers

    Array = NDArray[np.float64]
    Transform = Callable[[Array, int, float], Array]

# A factor this near to 1 is an error of another kind.
NEAR_ONE = 1e-3


@dataclass(frozen=True, slots=True)
class Relation:
    """What an entry may be to the right one.

    Attributes:
        says: the sentence, with `{}` for the entries.
        transform: makes the entry of the right one, the number of rows of the first array argument, and a constant.
        to_constant: finds the constant from a student's and the right entry.
    """

    name: str
    says: str
    hint: str
    transform: Transform
    to_constant: Callable[[Array, Array], float] = lambda _got, _right: 0.0


@dataclass(frozen=True, slots=True)
class Related:
    """A relation that holds for some entries of a function's result."""

    relation: Relation
    function: str
    parts: tuple[Any, ...]
    constant: float


def _find_factor(got: Array, right: Array) -> float:
    at = np.unravel_index(int(np.abs(right).argmax()), right.shape)
    return float(got[at] / right[at]) if right[at] else 0.0


def _find_bound(got: Array, _right: Array) -> float:
    return float(np.abs(got).max(initial=0.0))


def _drop_axis(right: Array, _rows: int, _constant: float) -> Array:
    return right.reshape(tuple(side for side in right.shape if side != 1))


def _to_column(right: Array, _rows: int, _constant: float) -> Array:
    return right[..., None]


def _to_row(right: Array, _rows: int, _constant: float) -> Array:
    return right[None]


_FACTOR = "Every entry is off by the same factor. Which term of your formula could it come from?"
_RETURN = "Hold the shape of your result against the statement. Which step made it another one?"
RELATIONS = (
    Relation(
        "zero",
        "Gives zeros for {}.",
        "Which line computes this result, and does it reach the value that you return?",
        lambda right, _rows, _c: np.zeros(right.shape),
    ),
    Relation(
        "negated",
        "Gives {} with the opposite sign.",
        "If you went up where you should go down, which sign would be wrong?",
        lambda right, _rows, _c: -right,
    ),
    Relation("half", "Gives half of what it should for {}.", _FACTOR, lambda right, _rows, _c: right / 2),
    Relation("double", "Gives twice what it should for {}.", _FACTOR, lambda right, _rows, _c: right * 2),
    Relation(
        "divided_by_rows",
        "Divides by the number of rows in {}.",
        "Does the statement ask for a sum or for a mean? Look at what you divide by.",
        lambda right, rows, _c: right / max(rows, 1),
    ),
    Relation(
        "times_rows",
        "Multiplies by the number of rows in {}.",
        "Does the statement ask for a sum or for a mean? Count how often each row comes in.",
        lambda right, rows, _c: right * rows,
    ),
    Relation(
        "multiple",
        "Gives a constant multiple of what it should for {}.",
        _FACTOR,
        lambda right, _rows, c: right * c,
        _find_factor,
    ),
    Relation(
        "transposed",
        "Gives {} transposed.",
        "Hold the shape of your result against the statement. Which side should come first?",
        lambda right, _rows, _c: right.T if right.ndim == 2 else right,
    ),
    Relation(
        "reversed",
        "Gives {} in reversed order.",
        "In which order did you collect the entries, and which order does the statement want?",
        lambda right, _rows, _c: right[::-1] if right.ndim else right,
    ),
    Relation("axis_lost", "Loses an axis of length 1 in {}.", _RETURN, _drop_axis),
    Relation("axis_left_over", "Leaves an axis of length 1 too many in {}.", _RETURN, _to_column),
    Relation("axis_put_in", "Puts an axis of length 1 too many into {}.", _RETURN, _to_row),
    Relation(
        "clipped",
        "Cuts off {} at a constant.",
        "Does the statement ask for a limit? A large gradient is a large gradient.",
        lambda right, _rows, c: np.clip(right, -c, c),
        _find_bound,
    ),
)


def find_related(answers: Answers, parts: Sequence[Any]) -> Iterator[Related]:
    """Yield the relations that hold between a student's entries and the right ones: of each entry, the first."""
    found: dict[tuple[str, float], list[Any]] = {}
    for part in parts:
        hold = _find_relation(list(_to_pairs(answers, part)))
        if hold is not None:
            found.setdefault(hold, []).append(part)
    named = {relation.name: relation for relation in RELATIONS}
    for (name, constant), related in found.items():
        yield Related(named[name], answers.known.function, tuple(related), constant)


def _to_pairs(answers: Answers, part: Any) -> Iterator[tuple[Array, Array, int]]:
    """Yield a student's entry, the right one, and the number of rows, for each question whose answers have both."""
    for number, right in enumerate(answers.right):
        got = answers.get(number)
        if part in got and part in right and is_numeric(got[part]) and is_numeric(right[part]):
            rows = _count_rows(answers.known.transcript.questions[number][1])
            one, other = to_numbers(got[part]), to_numbers(right[part])
            if one.dtype == other.dtype == np.float64:
                yield one, other, rows


def _count_rows(arguments: bytes) -> int:
    positional, options = wire.decode(arguments)
    for value in (*positional, *options.values()):
        array = value.array if isinstance(value, wire.WithLayout) else value
        if isinstance(array, np.ndarray) and array.ndim:
            return len(array)
    return 0


def _find_relation(pairs: Sequence[tuple[Array, Array, int]]) -> tuple[str, float] | None:
    """Return the first relation that holds in all of these pairs, and its constant."""
    telling = [pair for pair in pairs if not have_same_values(pair[0], pair[1])]
    telling = [pair for pair in telling if pair[0].size and np.isfinite(pair[1]).all()]
    if not telling:
        return None
    got, right, _ = max(telling, key=lambda pair: float(np.abs(pair[1]).max(initial=0.0)))
    for relation in RELATIONS:
        if relation.name == "multiple" and got.shape != right.shape:
            continue
        with np.errstate(all="ignore"):
            constant = relation.to_constant(got, right)
            if relation.name == "multiple" and not _is_factor(constant):
                continue
            if all(_holds(relation, constant, *pair) for pair in pairs):
                return relation.name, constant
    return None


def _is_factor(constant: float) -> bool:
    return bool(np.isfinite(constant)) and constant != 0.0 and abs(constant - 1) > NEAR_ONE


def _holds(relation: Relation, constant: float, got: Array, right: Array, rows: int) -> bool:
    return compare(got, relation.transform(right, rows, constant)).agrees


def to_related_module(reference: ModuleType, related: Related) -> ModuleType:
    """Return a copy of the reference in which some entries of one function's result are in this relation."""
    module = ModuleType("related")
    vars(module).update({name: value for name, value in vars(reference).items() if not name.startswith("__")})
    right = getattr(reference, related.function)

    def changed(*positional: Any, **options: Any) -> Any:
        arrays = (value for value in (*positional, *options.values()) if isinstance(value, np.ndarray) and value.ndim)
        rows = len(next(arrays, ()))
        result = right(*positional, **options)

        def change(value: Any) -> Any:
            array = related.relation.transform(np.asarray(value, dtype=np.float64), rows, related.constant)
            return float(array) if isinstance(value, float) and array.ndim == 0 else array.copy()

        match result:
            case dict():
                return {key: change(value) if key in related.parts else value for key, value in result.items()}
            case tuple():
                return tuple(change(value) if i in related.parts else value for i, value in enumerate(result))
            case _:
                return change(result)

    setattr(module, related.function, changed)
    return module
