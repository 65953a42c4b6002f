"""Shapes are read from a frame's variables, and no code of a student's runs meanwhile."""

import ast
import sys

import numpy as np
import pytest

from grader.worker.shapes import find_shape


class Watchful(np.ndarray):
    """Raises when anything looks at it."""

    def __getattribute__(self, name):
        raise AssertionError(name)

    def __getitem__(self, index):
        raise AssertionError(index)


class Sly:
    """The same, without being an array."""

    __getattribute__ = Watchful.__getattribute__
    __getitem__ = Watchful.__getitem__

    def __index__(self):
        raise AssertionError


class SlyDict(dict):
    """A dict that must not be asked."""

    def __getitem__(self, key):
        raise AssertionError(key)

    get = __getitem__


def find(expression, **names):
    frame = [None]
    names["keep"] = lambda: frame.__setitem__(0, sys._getframe(1))
    exec("keep()", names)
    return find_shape(ast.parse(expression, mode="eval").body, frame[0])


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        ("A", (2, 3)),
        ("A.T", (3, 2)),
        ("-A", (2, 3)),
        ("A[0]", (3,)),
        ("A[-1]", (3,)),
        ("A[n - 1, :]", (3,)),
        ("A[:, None, 1:]", (2, 1, 2)),
        ("A[..., np.newaxis]", (2, 3, 1)),
        ("weights['W'].T[0]", (2,)),
        ("items[n]", (2, 3)),
        ("A + x", (2, 3)),
        ("A @ A.T", (2, 2)),
        ("A @ x", (2,)),
        ("x @ x", ()),
        ("np.exp(A)", (2, 3)),
        ("n", ()),
        ("2.5", ()),
        ("A @ A", None),
        ("A @ n", None),
        ("A + A.T", None),
        ("A[5]", None),
        ("A['W']", None),
        ("A.real", None),
        ("A.sum()", ()),
        ("A.sum(axis=0)", (3,)),
        ("A.mean(-1, keepdims=True)", (2, 1)),
        ("np.max(A, axis=n, keepdims=True)", (2, 1)),
        ("np.exp(A) / np.exp(A).sum(axis=1)", None),
        ("A.dot(x)", (2,)),
        ("np.dot(A, A.T)", (2, 2)),
        ("A.copy()", (2, 3)),
        ("A.sum(axis=(0, 1))", None),
        ("A.sum(axis=0, initial=1)", None),
        ("A.sum(**weights)", None),
        ("A.dot(A)", None),
        ("np.exp(A, A)", None),
        ("np.negative(A, dtype=n)", None),
        ("unknown.sum()", None),
        ("np.linalg.inv(A)", None),
        ("np.matvec(A)", None),
        ("unknown", None),
        ("weights['V']", None),
        ("weights[n]", None),
        ("'text'", None),
        ("f()", None),
    ],
)
def test_simple_forms_are_read(expression, shape):
    A = np.ones((2, 3))
    names = {"A": A, "x": np.ones(3), "n": 1, "weights": {"W": A}, "items": [0, A], "np": np}
    assert find(expression, **names) == shape


@pytest.mark.parametrize(
    "expression",
    [
        "own",
        "own.T",
        "own.sum()",
        "own.copy()",
        "A.sum(axis=other)",
        "A.dot(own)",
        "own[0]",
        "A[own]",
        "A[other]",
        "other.T",
        "other[0]",
        "own @ A",
        "np.exp(own)",
        "table['W']",
    ],
)
def test_objects_of_students_are_not_touched(expression):
    own = np.ones((2, 3)).view(Watchful)
    found = find(expression, own=own, other=Sly(), table=SlyDict(W=np.ones(3)), A=np.ones((2, 3)), np=np)
    assert found is None


def test_variables_in_a_students_own_mapping_are_not_read():
    class Namespace(dict):
        def __getitem__(self, key):
            if key == "A":
                raise AssertionError
            return super().__getitem__(key)

    frames = []
    namespace = Namespace(A=np.ones(2), keep=lambda: frames.append(sys._getframe(1)))
    exec(compile("keep()", "main.py", "exec"), {}, namespace)
    assert find_shape(ast.parse("A", mode="eval").body, frames[0]) is None


def test_local_variables_come_before_those_of_the_file():
    def inner():
        A = np.ones(2)
        return find_shape(ast.parse("A", mode="eval").body, sys._getframe()), A

    assert inner()[0] == (2,)
