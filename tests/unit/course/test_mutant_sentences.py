"""What students read about mutants obeys the same rules as what authors write."""

import re

import pytest

from grader.authoring.mistake_form import HINT_WORDS, find_code
from grader.course import mutant_sentences, operators
from grader.course.mutant_sentences import find_sentence
from grader.course.mutation import find_mutants

OPERATORS = sorted({*mutant_sentences._SENTENCES, *(f"call_left_out:{name}" for name in mutant_sentences._CALLS)})
ALL_KINDS = """
import numpy as np

def f(x, y, *, eps=0.5, order="C"):
    if x < y and y <= 2 or x > y and not y >= x or x == y or x is y:
        raise ValueError("no")
    x[0] = -y ** 2 / 3 + (x + y) * y.T @ x - x // 2
    for i in range(3):
        x += np.exp(x[1:i]) - np.log(y)
    while x != y:
        print(x)
    a = x.sum(axis=0) + np.max(x, axis=1, keepdims=True) + x.mean() + np.min(y) + y.zeros() + np.ones(3)
    b = np.maximum(x, y) + np.minimum(x, y) + x.ravel(order="F")
    return a if b else x
"""


@pytest.mark.parametrize("operator", OPERATORS)
def test_sentences_and_hints_are_fit_for_students(operator):
    says, hint = find_sentence(operator)
    assert re.fullmatch(r"[A-Z][^\n.]*\.", says)
    assert says.split()[0].endswith("s"), "begins with a verb in the third person"
    assert hint.endswith("?")
    assert HINT_WORDS[0] <= len(hint.split()) <= HINT_WORDS[1]
    assert list(find_code(operator, hint)) == []


def test_each_sentence_is_of_an_operator_that_there_is():
    made = {mutant.operator for mutant in find_mutants(ALL_KINDS)}
    kinds = {operator.partition(":")[0] for operator in made}
    # Those that the example above does not make, from the tables that they are made of.
    swaps = {
        f"{b.__name__.lower()}_for_{a.__name__.lower()}" for a, found in operators._OPERATORS.items() for b in found
    }
    renamed = {f"{new}_for_{old}" for old, new in operators._NAMES.items()}
    for operator in OPERATORS:
        assert operator.partition(":")[0] in kinds | swaps | renamed, operator
