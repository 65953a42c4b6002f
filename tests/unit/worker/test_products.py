"""What students are told of shapes that do not fit: which operation, of which shapes, in which line."""

import numpy as np
import pytest

from grader.worker import products

ARRAYS = {
    "X": np.ones((4, 3)),
    "W": np.ones((5, 2)),
    "b": np.ones(4),
    "layers": {"W": [np.ones((5, 2))]},
    "T": np.ones((2, 3, 4)),
    "U": np.ones((3, 4, 5)),
}


def explain(source, **texts):
    names = {"np": np} | {name: value.copy() if hasattr(value, "copy") else value for name, value in ARRAYS.items()}
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - NumPy's sentences are what is translated
        exec(compile(source, "main.py", "exec"), names)
    return products.explain_shapes(raised.value, texts or {"main.py": source})


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("X @ W", "multiplies shapes (4, 3) and (5, 2): the 3 columns of the left side must match the 5 rows"),
        (
            "np.matmul(X, W)",
            "multiplies shapes (4, 3) and (5, 2): the 3 columns of the left side must match the 5 rows",
        ),
        ("np.dot(X, W)", "multiplies shapes (4, 3) and (5, 2): the 3 columns of the left side must match the 5 rows"),
        ("X.dot(b[:1])", "multiplies shapes (4, 3) and (1,): the 3 columns of the left side must match the 1 entry of"),
        (
            "np.inner(X, W)",
            "multiplies shapes (4, 3) and (5, 2): the 3 columns of the left side must match the 2 columns",
        ),
        (
            "np.vecdot(X, W)",
            "multiplies shapes (4, 3) and (5, 2): the 3 columns of the left side must match the 2 columns",
        ),
        (
            "b @ W",
            "multiplies shapes (4,) and (5, 2): the 4 entries of the left side must match the 5 rows of the right",
        ),
        ("np.tanh(2 * X) @ layers['W'][0]", "multiplies shapes (4, 3) and (5, 2): "),
        ("X @= W", "multiplies shapes (4, 3) and (5, 2): "),
        ("X @ 2", "multiplies shapes (4, 3) and (): a product of matrices needs two arrays; for a number, use `*`."),
        ("T @ U", "multiplies stacks of shapes (2, 3, 4) and (3, 4, 5): aligned at the right, 2 and 3 are not equal, "),
        (
            "np.outer(X, W) @ W",
            "multiplies arrays that do not fit: rows of length 10 on the left need as many rows on the right, which ",
        ),
        ("np.linalg.solve(np.eye(3), b)", "takes arrays that do not fit: a side of 4 should be 3."),
        ("X + W", "adds shapes (4, 3) and (5, 2): aligned at the right, 3 and 2 are not equal, and neither is 1."),
        ("X - b", "subtracts shape (4,) from shape (4, 3): aligned at the right, 3 and 4 are not equal, "),
        ("X * b", "multiplies shapes (4, 3) and (4,) entry by entry: "),
        ("X / b", "divides shape (4, 3) by shape (4,): "),
        ("X < b", "compares shapes (4, 3) and (4,): "),
        ("b += X", "adds shapes (4,) and (4, 3): aligned at the right, 4 and 3 are not equal, and neither is 1."),
        ("np.where(X > 0, b, 1)", "combines shapes (4, 3), (4,) and (): aligned at the right, 3 and 4 are not equal, "),
        ("np.maximum(X, b)", "combines shapes (4, 3) and (4,): "),
        ("b[:3] += X", "puts shape (4, 3) into a place of shape (3,)."),
        ("np.einsum('ij,jk->ik', X, W)", "multiplies shapes (4, 3) and (5, 2): the letter j stands for 3 and for 5."),
        ("np.einsum('ijk,jk', X, W)", "has the letters ijk for an array of shape (4, 3): each axis needs one letter."),
        ("np.einsum('ij,jk', X)", "names 2 arrays and gets 1."),
    ],
)
def test_operation_and_its_shapes_are_named(expression, reason):
    assert explain(f"\n{expression}").startswith(f"`{expression}` in line 2 {reason}")


def test_line_is_quoted_where_it_says_more():
    assert explain("Z = X @ W + b") == (
        "`X @ W` in line 1 multiplies shapes (4, 3) and (5, 2): the 3 columns of the left side must match the 5 rows "
        "of the right side. Line 1: `Z = X @ W + b`"
    )
    assert explain("X @ W").endswith("right side.")
    assert explain("X[:, 0] = b[:2]") == (
        "`X[:, 0]` in line 1 puts shape (2,) into a place of shape (4,). Line 1: `X[:, 0] = b[:2]`"
    )


def test_one_of_two_products_in_a_line_is_named():
    assert explain("X.T @ X @ W").startswith("`X.T @ X @ W` in line 1 multiplies shapes (3, 3) and (5, 2)")
    assert explain("é = 'é'; (X @ W) @ X").startswith("`X @ W` in line 1 multiplies shapes (4, 3) and (5, 2)")
    assert explain("(X\n  @ W)").startswith("`X @ W` in line 1 ")


def test_innermost_line_of_the_students_own_is_named():
    text = explain("def f(A):\n    return A @ W\nf(X)")
    assert text.startswith("`A @ W` in line 2 ")
    assert text.endswith("Line 2: `return A @ W`")


def test_long_expressions_and_lines_are_cut():
    text = explain(f"{'total = ' * 20}X @ (W{' + 1' * 30})")
    assert len(text) < 300
    assert text.count("…") == 2


@pytest.mark.parametrize("source", ["raise ValueError('no')", "X.reshape(7)", "np.einsum('ij->é', X)", "int('x')"])
def test_other_errors_keep_their_text(source):
    assert explain(source) == ""


def test_nothing_is_told_of_other_files_and_of_texts_that_do_not_fit():
    assert explain("X @ W", other="X @ W") == ""
    assert explain("X @ W", **{"main.py": "X @"}) == ""
    assert explain("X @ W", **{"main.py": ""}) == ""


def test_errors_of_the_students_own_kind_are_not_read():
    class Mine(ValueError):
        def __str__(self):
            raise AssertionError

    assert products.explain_shapes(Mine(), {}) == ""
