"""Every kind of change is made, one at a time, and nothing else changes."""

import pytest

from grader.authoring.mutation import find_mutants


def mutate(body, arguments="x, y"):
    """Return what the first line of a function's body becomes."""
    source = "import numpy as np\n\ndef f(" + arguments + "):\n    " + body
    return [mutant.after for mutant in find_mutants(source)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return x + y", ["return x", "return y", "return x - y"]),
        ("return x - y", ["return x", "return y", "return y - x", "return x + y"]),
        ("return x <= y", ["return x < y", "return x > y"]),
        ("return -x", ["return x"]),
        ("return not x", ["return x"]),
        ("return x and y", ["return x", "return y", "return x or y"]),
        ("return x if y else 0", ["return x", "return 0", "return 0 if y else x",
         "return x if y else 1", "return x if y else -1"]),
        ("return 3", ["return 4", "return 2"]),
        ("return 0.5", ["return 1.0"]),
        ("return True", ["return False"]),
        ("return x.ravel(order='C')", ["return x", "return x.ravel()", "return x.ravel(order='F')"]),
        ("return x.T", ["return x"]),
        ("return x @ y", ["return x", "return y", "return y @ x", "return x.T @ y", "return x * y", "return x @ y.T"]),
        ("return np.tanh(x)", ["return x"]),
        ("return np.max(x)", ["return x", "return np.min(x)"]),
        ("return x.sum(axis=0)",
         ["return x", "return x.sum()", "return x.mean(axis=0)", "return x.sum(axis=1)", "return x.sum(axis=-1)"]),
        ("return x[:y]", ["return x[:]"]),
        ("x += y", ["pass", "x -= y"]),
        ("x[0] = y", ["pass"]),
        ("raise ValueError(f'{x} is {y + 1}')",
         ["pass", "raise f'{x} is {y + 1}'", "raise RuntimeError(f'{x} is {y + 1}')"]),
        ("if x: y()", ["pass", "if True:", "if False:", "pass"]),
        ("x: int = y", []),
        ("return np.asarray(float(x))", []),
        ("return 'text'", []),
    ],
)  # fmt: skip
def test_every_kind_of_change(body, expected):
    assert mutate(body) == expected


def test_defaults_are_changed_and_docstrings_are_not():
    source = 'def f(x, *, eps=1e-4):\n    """Add 1."""\n    return x\n'
    (mutant,) = find_mutants(source)
    assert (mutant.function, mutant.before) == ("f", "def f(x, *, eps=0.0001):")
    assert mutant.source == source.replace("1e-4", "0.0002").rstrip()


def test_lines_inside_blocks_are_found_and_put_back():
    source = "def f(x):\n    for i in range(len(x)):\n        while x:\n            x = x - i\n    return x\n"
    mutants = list(find_mutants(source))
    assert {mutant.before for mutant in mutants} == {"for i in range(len(x)):", "while x:", "x = x - i"}
    assert len({mutant.source for mutant in mutants}) == len(mutants)
    for mutant in mutants:
        assert mutant.source != source.rstrip()
