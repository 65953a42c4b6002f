"""Every kind of change is made, one at a time, and nothing else changes."""

import pytest

from grader.course.mutant_sentences import find_sentence
from grader.course.mutation import find_mutants


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
         ["return x", "return x.sum()", "return x.sum(axis=0, keepdims=True)", "return x.mean(axis=0)",
          "return x.sum(axis=1)", "return x.sum(axis=-1)"]),
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


def mutate_with(operator, body):
    source = f"import numpy as np\n\ndef f(x, y, z):\n    return {body}"
    return [mutant.after.removeprefix("return ") for mutant in find_mutants(source) if mutant.operator == operator]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("(x + y) * z", ["x + y * z"]),
        ("x * (y + z)", ["x * y + z"]),
        ("(x - y) / (z + 1)", ["x - y / (z + 1)", "(x - y) / z + 1"]),
        ("x / (y * z)", ["x / y * z"]),
        ("x - (y - z)", ["x - y - z"]),
        ("x @ (y @ z)", ["x @ y @ z"]),
        ("x * y + z", []),
        ("x + y * z", []),
        ("x ** (y + z)", []),
        ("-(x + y)", []),
    ],
)
def test_parentheses_are_left_out_as_python_would_read_it(body, expected):
    assert mutate_with("parentheses_left_out", body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("np.sum(x, axis=0)", ["np.sum(x, axis=0, keepdims=True)"]),
        ("x.argmax(axis=1)", ["x.argmax(axis=1, keepdims=True)"]),
        ("np.sum(x)", []),
        ("x.max(axis=-1, keepdims=True)", []),
        ("np.concatenate(x, axis=1)", []),
    ],
)
def test_keepdims_is_put_in_where_an_axis_goes(body, expected):
    assert mutate_with("keepdims_put_in", body) == expected


@pytest.mark.parametrize(
    ("body", "operator"),
    [
        ("x + y", "sub_for_add"),
        ("x.sum(axis=0)", "constant:axis"),
        ("x.sum(axis=0)", "keyword_left_out:axis"),
        ("x[1:]", "constant:index"),
        ("2 * x", "constant:"),
        ("np.exp(x)", "call_left_out:exp"),
        ("x.T", "transpose_left_out"),
        ("x @ y", "transpose_put_in"),
        ("-x", "usub_left_out"),
        ("x - y", "sub_swapped"),
        ("x ** 2", "pow_right_left_out"),
        ("x if y > z else z", "gte_for_gt"),
    ],
)
def test_operators_have_the_names_that_sentences_are_looked_up_by(body, operator):
    assert mutate_with(operator, body)
    assert find_sentence(operator) is not None


def test_a_mutant_knows_which_characters_changed():
    source = "def f(x, y):\n    return (x + 1) * y\n"
    spans = {mutant.after: mutant.span for mutant in find_mutants(source)}
    assert spans["return (x - 1) * y"] == ((2, 13), (2, 16))  # an operator has no place of its own
    assert spans["return (x + 2) * y"] == ((2, 16), (2, 17))


def test_what_is_not_worth_saying_has_no_sentence():
    for operator in ("mult_right_left_out", "call_left_out:zeros", "statement_left_out", "nonsense", ""):
        assert find_sentence(operator) is None
    says, hint = find_sentence("call_left_out:log")
    assert says == "Leaves out the logarithm."
    assert hint.endswith("?")
