"""Worked numbers: a table of a statement as values, or a reason that says where it cannot be read."""

from types import ModuleType

import numpy as np
import pytest

from grader.errors import CourseError
from grader.exercise.worked_numbers import WorkedCall, find_worked_numbers


def to_spec(section):
    spec = ModuleType("spec", f"# Title\n\nWords.\n\n## Worked numbers\n\n{section}\n\n## How it is graded\n\n| no |\n")
    spec.__file__ = "a1_toys/e1_double/spec.py"
    return spec


def find(*lines, header="| a | b |\n|---|:-:|"):
    return find_worked_numbers(to_spec("\n".join(["With $x = 1$:", "", header, *lines])))


def find_cell(text):
    ((cell, _),) = find(f"| {text} | |")
    return cell


def same(found, expected):
    if isinstance(expected, np.ndarray):
        return isinstance(found, np.ndarray) and found.dtype == expected.dtype and np.array_equal(found, expected)
    return type(found) is type(expected) and found == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("`4.5`", 4.5),
        ("14", 14),
        ("-1", -1),
        ("0.01", 0.01),
        ("`1e-3`", 1e-3),
        ("`[1, 2]`", np.array([1.0, 2.0])),
        ("`[0, 0]`, as `o` is never read", np.array([0.0, 0.0])),
        ("`[[1, 2], [3.5, 4]]`", np.array([[1.0, 2.0], [3.5, 4.0]])),
        ("`(3, 2)`", (3, 2)),
        ("`[(3,), (2, 2)]`", [(3,), (2, 2)]),
        ("`True`", True),
        ("default", "default"),
        ("`dW1`", "dW1"),
        ("$J$ at $\\theta = (0, 0)$", "$J$ at $\\theta = (0, 0)$"),
        ("`a` and `b`", "a` and `b"),
        ("", ""),
    ],
)
def test_cell_is_its_value_or_its_text(text, value):
    assert same(find_cell(text), value)


def test_call_has_its_arguments_as_python_reads_them():
    assert find_cell("`n_params([3, 2], bias=False)`") == WorkedCall("n_params", ([3, 2],), {"bias": False})
    call = find_cell("`pack([np.array([[1.0, 2.0]]), 3])`")
    assert call.function == "pack"
    assert same(call.arguments[0][0], np.array([[1.0, 2.0]]))
    assert call.arguments[0][1] == 3


def test_rows_of_a_matrix_are_put_together():
    rows = find(
        "| $J$ | `1.5` |",
        "| `W`, first and second row | `[1, 2]`, `[3, 4]` |",
        "| `b`, first row | `[7, 8]`, in full |",
        "| `W`, third row | `[5, 6]` |",
        "| `c` | `[9]` |",
    )
    assert [name for name, _ in rows] == ["$J$", "W", "b", "c"]
    assert same(dict(rows)["W"], np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    assert same(dict(rows)["b"], np.array([[7.0, 8.0]]))


def test_tables_of_the_section_and_no_others():
    section = "| a |\n|---|\n| 1 |\n\nThen\n\n| b | c |\n|---|---|\n| 2 | \\|x\\| |"
    assert find_worked_numbers(to_spec(section)) == [(1,), (2, "\\|x\\|")]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["| `[1, 2` | |"], "row 1, cell 1: cannot read `[1, 2`; write a number, a list, a call or a name."),
        (["| 1 | 2 |", "| 3 | `1/3` |"], "row 2, cell 2: cannot read `1/3`"),
        (["| 1 | `[[1, 2], [3]]` |"], "row 1, cell 2: cannot read"),
        (["| 1 | `f(x)` |"], "row 1, cell 2: cannot read `f(x)`"),
        (["| 1 | `f(**{})` |"], "row 1, cell 2: cannot read"),
        (["| 1.2.3 | |"], "row 1, cell 1: cannot read `1.2.3`"),
        (["| 1 | `2`, `3` |"], "row 1, cell 2: `2`, `3` has 2 values; there is room for one."),
        (["| 1 | 2 |", "| 3 |"], "row 2: it has 1 cells, its table has 2 columns."),
        (["| `W`, second row | `[1]` |"], "row 1, cell 1: second row does not go with 0 above and 1 here."),
        (["| `W`, first and second row | `[1]` |"], "row 1, cell 1: first and second row does not go with"),
        (["| `W`, first row | `[1]` |", "| `W`, third row | `[1]` |"], "row 2, cell 1: third row does not go with 1"),
        (["| `W`, first row | `[1]` |", "| `W`, second row | `[1, 2]` |"], "row 2, cell 2: `[1, 2]` does not fit"),
    ],
)
def test_what_cannot_be_read_is_named(lines, reason):
    with pytest.raises(CourseError) as caught:
        find(*lines)
    assert str(caught.value).startswith(f"a1_toys/e1_double/spec.py, section '## Worked numbers', {reason}")


@pytest.mark.parametrize(
    ("section", "reason"),
    [("`[1]` gives `[2]`.", "there is no table"), ("| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |", "needs a line of dashes")],
)
def test_section_without_a_table(section, reason):
    with pytest.raises(CourseError, match=rf"section '## Worked numbers': .*{reason}"):
        find_worked_numbers(to_spec(section))


def test_statement_without_the_section():
    with pytest.raises(CourseError, match="nothing, section '## Worked numbers': there is no table"):
        find_worked_numbers(ModuleType("nothing"))
