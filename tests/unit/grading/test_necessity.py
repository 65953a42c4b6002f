"""Whether each member of a pair is needed: what proves it, and what does not."""

import numpy as np
import pytest

from grader.grading.explanation import Answers
from grader.grading.necessity import is_needed
from tests.unit.grading.test_explanation import KNOWN, ask, right


@pytest.mark.parametrize(("alone", "needed"), [(lambda _, x: 3 * x, True), (lambda _, x: 6 * x, False)])
def test_each_member_of_a_pair_is_needed(alone, needed):
    pair = ask(lambda _, x: 6 * x)
    answers = Answers(KNOWN, tuple(ask(right)), tuple(pair))
    assert is_needed(answers, pair, ask(alone), answers.wrong) is needed


def infinite(k, x):
    return np.full(len(x), np.inf) if k > 9 else 3 * x


def test_a_member_that_makes_numbers_infinite_is_needed_if_nothing_else_is_wrong():
    answers = Answers(KNOWN, tuple(ask(right)), tuple(ask(infinite)))
    pair, alone = ask(infinite), ask(lambda _, x: 3 * x)
    assert is_needed(answers, pair, alone, answers.wrong)
    assert not is_needed(answers, pair, alone, answers.wrong - {(0, None)})


@pytest.mark.parametrize("other", [lambda _, x: np.full(len(x), np.nan), lambda *_: ValueError])
def test_other_infinities_or_exceptions_make_no_member_needed(other):
    answers = Answers(KNOWN, tuple(ask(right)), tuple(ask(infinite)))
    pair = ask(lambda k, x: other(k, x) if k > 9 else 3 * x)
    assert not is_needed(answers, pair, ask(lambda _, x: 3 * x), answers.wrong)


def test_an_exception_makes_no_member_needed():
    def pair(k, x):
        return ValueError if k > 9 else 3 * x

    answers = Answers(KNOWN, tuple(ask(right)), tuple(ask(pair)))
    assert not is_needed(answers, ask(pair), ask(lambda _, x: 3 * x), answers.wrong)


def test_what_was_left_out_makes_no_member_needed():
    def pair(_, x):
        return np.append(3 * x, 5.0)

    def student(_, x):
        return np.append(3 * x, np.nan)

    answers = Answers(KNOWN, tuple(ask(lambda _, x: np.append(2 * x, 4.0))), tuple(ask(student)))
    assert is_needed(answers, ask(pair), ask(lambda _, x: np.append(3 * x, 4.0)), answers.wrong) is False
