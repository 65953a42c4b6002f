"""Declarations: shapes, kinds and results."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.errors import CourseError
from grader.exercise.spec import (
    Array,
    ArrayOf,
    DictOf,
    ListOf,
    ScalarOf,
    TupleOf,
    bind,
    find_functions,
    parse_shapes,
    shapes,
    to_function,
    to_shape,
)


@shapes("X:(n,d), f:(d) -> a:(n), b:(d)")
def to_dict(X: Array, f: Callable[[Array], float], k: int, eps: float = 1e-4) -> dict[str, Array]:
    """Doc."""


def test_declaration_is_read_whole():
    function = to_function(to_dict)
    assert [(p.name, p.kind, p.dims, p.optional) for p in function.parameters] == [
        ("X", "array", ("n", "d"), False),
        ("f", "function", ("d",), False),
        ("k", "other", None, False),
        ("eps", "other", None, True),
    ]
    assert function.result == DictOf((("a", ArrayOf(("n",))), ("b", ArrayOf(("d",)))))
    assert function.doc == "Doc."
    written = "to_dict(X: Array, f: Callable[[Array], float], k: int, eps: float = 1e-4) -> dict[str, Array]"
    assert function.signature == written


@shapes("x:(n), mask:(n)")
def with_optional_array(x: Array, mask: Array | None = None, size: int | None = None) -> float:
    """Doc."""


def test_array_that_may_be_left_out_is_an_array():
    parameters = to_function(with_optional_array).parameters
    assert [(p.kind, p.dims, p.optional) for p in parameters] == [
        ("array", ("n",), False),
        ("array", ("n",), True),
        ("other", None, True),
    ]


@shapes("-> (p)")
def with_lists(arrays: list[Array], sizes: list[int], shapes: list[tuple[int, ...]], bias: bool = True) -> Array:
    """Doc."""


def test_lists_and_scalars_are_other_parameters():
    function = to_function(with_lists)
    assert [p.kind for p in function.parameters] == ["other"] * 4
    assert function.result == ArrayOf(("p",))


def _of(annotation, text=""):
    def f(x: Array):
        """Doc."""

    f.__annotations__["return"] = annotation
    return to_function(shapes(text)(f)).result


def test_results():
    assert _of(Array, "x:(n) -> (n)") == ArrayOf(("n",))
    assert _of(float) == ScalarOf(float)
    assert _of(tuple[bool, Array]) == TupleOf((ScalarOf(bool), ArrayOf(None)))
    assert _of(tuple[float, Array], "x:(n) -> (n)") == TupleOf((ScalarOf(float), ArrayOf(("n",))))
    assert _of(list[int]) == ListOf(ScalarOf(int))
    assert _of(list[Array]) == ListOf(ArrayOf(None))


@pytest.mark.parametrize(
    ("annotation", "text"),
    [(Array, ""), (float, "-> (n)"), (dict[str, Array], "-> (n)"), (str, ""), (float, "y:(n)"), (float, "x:n")],
)
def test_declarations_that_contradict_themselves(annotation, text):
    with pytest.raises(CourseError):
        _of(annotation, text)


def test_missing_return_annotation():
    def f(x: Array):
        """Doc."""

    with pytest.raises(CourseError, match="no return annotation"):
        to_function(f)


def test_parse_shapes():
    assert parse_shapes("X:(n, d),(...,k) , y:()", "f") == [("X", ("n", "d")), ("", ("...", "k")), ("y", ())]


def test_bind_and_to_shape():
    sides = {}
    assert bind(("...", "k"), (2, 3, 4), sides) == ""
    assert sides == {"...": (2, 3), "k": (4,)}
    assert bind(("k",), (5,), sides) == "side k is 5, not 4"
    assert bind(("k", "k"), (4,), sides) == "2 dimensions are needed"
    assert bind(("...", "k"), (), sides) == "at least 1 dimensions are needed"
    assert bind(("...", "k"), (9, 4), sides) == "the leading sides are (9,), not (2, 3)"
    assert to_shape(("...", "k"), sides) == (2, 3, 4)


def test_find_functions_takes_public_functions_of_the_module_only(course):
    exercise = next(e for e in course.exercises if e.id == "gradient_check")
    assert [f.name for f in exercise.functions] == ["numerical_gradient", "gradient_check"]
    module = type(np)("empty")
    module.bind = bind
    assert find_functions(module) == ()
