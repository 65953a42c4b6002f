"""What counts as an explanation: each rule with the wrong name that it prevents."""

import numpy as np

from grader.course.comparison import MODIFIED, RAISED, SHARED
from grader.course.suspect_table import FunctionQuestions
from grader.execution.replies import Returned
from grader.execution.transcript import Transcript
from grader.grading.explanation import NOTHING, Answers, ask_while_agreeing, explain, explain_beside
from grader.worker import wire

ARGUMENTS = [np.arange(1.0, n + 1) for n in (2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 4, 5)]
KNOWN = FunctionQuestions(
    "f", Transcript(tuple(("f", wire.encode(((x * k,), {}))) for k, x in enumerate(ARGUMENTS, 1))), ()
)
INPUTS = [wire.decode(arguments)[0][0] for _, arguments in KNOWN.transcript.questions]


def to_parts(value):
    effects = {MODIFIED: (), SHARED: ()}
    if isinstance(value, type) and issubclass(value, Exception):
        return {RAISED: ("raised", value.__name__), **effects}
    return {**(value if isinstance(value, dict) else {None: value}), **effects}


def ask(function):
    return [to_parts(function(k, x)) for k, x in enumerate(INPUTS)]


def right(_, x):
    return 2 * x


def find(student, suspect, reference=right, *, by_values=False):
    """Return how many answers a suspect explains."""
    answers = Answers(KNOWN, tuple(ask(reference)), tuple(ask(student)))
    return len(explain(answers, ask(suspect), by_values=by_values))


def test_the_same_answers_up_to_rounding_are_explained():
    assert find(lambda _, x: (3 * x) * (1 + 1e-14), lambda _, x: 3 * x) == len(INPUTS)


def test_another_answer_anywhere_is_not():
    assert find(lambda k, x: 3 * x if k else 4 * x, lambda _, x: 3 * x) == 0


def test_answers_must_be_right_where_the_suspect_is():
    assert find(lambda _, x: 3 * x, lambda k, x: 3 * x if k % 2 else 2 * x) == 0


def test_an_answer_that_is_hardly_nearer_to_the_suspect_is_not_explained():
    """Right answers with an error of 1e-8 of their own are not those with a small number in a denominator."""

    def suspect(_, x):
        return 2 * x * (1 + 2e-7)

    assert find(lambda _, x: 2 * x * (1 + 1.9e-7), suspect) == 0
    assert find(lambda _, x: 2 * x * (1 + 2e-7 + 1e-12), suspect) == len(INPUTS)


def test_few_telling_answers_suffice_if_they_are_all_there_are():
    def suspect(k, x):
        return 3 * x if k == 4 else 2 * x

    assert find(suspect, suspect) == 1


def test_telling_answers_of_one_shape_are_not_enough_while_others_are_left_out():
    def suspect(k, x):
        return 3 * x if len(x) == 2 or k > 9 else 2 * x

    def student(k, x):
        return np.full(len(x), np.nan) if k > 9 else suspect(k, x)

    assert find(student, suspect) == 0


def test_entries_that_are_not_finite_are_left_out_one_by_one():
    def student(k, x):
        answer = 3 * x
        answer[0] = np.nan if k % 2 else answer[0]
        return answer

    assert find(student, lambda _, x: 3 * x) == len(INPUTS)
    # A mutant would overflow as the student's code does.
    assert find(lambda _, x: 3 * x, student, by_values=True) == 0


def test_an_answer_of_which_less_than_half_is_left_counts_for_nothing():
    def student(k, x):
        return np.full(len(x), np.nan) if k > 2 else 3 * x

    assert find(student, lambda _, x: 3 * x) == 0


def test_infinities_that_both_have_agree():
    def suspect(k, x):
        return np.full(len(x), np.inf) if k == 3 else 2 * x

    assert find(suspect, suspect) == 1


def test_an_exception_proves_nothing_for_mutants():
    def suspect(k, x):
        return ValueError if k % 2 else 2 * x

    assert find(suspect, suspect) == len(INPUTS)  # the exception, and the missing value, of each second question
    assert find(suspect, suspect, by_values=True) == 0


def test_truth_values_agree_by_chance():
    """Another tolerance makes the same verdicts as another error."""

    def reference(_, x):
        return {0: True, 1: float(x[0])}

    def suspect(_, x):
        return {0: False, 1: float(x[0])}

    def student(_, x):
        return {0: False, 1: float(x[0]) / 2}

    assert find(student, suspect, reference) == 0
    assert find(suspect, suspect, reference) == 0  # nothing is right, so nothing shows that the rest is
    assert find(lambda k, x: suspect(k, x) if k < 3 else reference(k, x),
                lambda k, x: suspect(k, x) if k < 3 else reference(k, x), reference) == 3  # fmt: skip


def test_entries_that_a_suspect_leaves_alone_may_be_wrong():
    def reference(_, x):
        return {"dW": x, "db": x}

    student, suspect = (lambda _, x: {"dW": -x, "db": x**3}), (lambda _, x: {"dW": -x, "db": x})
    assert find(student, suspect, reference) == len(INPUTS)


def test_a_mistake_that_only_has_side_effects_needs_right_values():
    def modify(parts):
        return [{**part, MODIFIED: ("0",)} for part in parts]

    right_parts = ask(right)
    answers = Answers(KNOWN, tuple(right_parts), tuple(modify(right_parts)))
    assert len(explain(answers, modify(right_parts), by_values=False)) == len(INPUTS)
    wrong = Answers(KNOWN, tuple(right_parts), tuple(modify(ask(lambda _, x: 3 * x))))
    assert explain(wrong, modify(right_parts), by_values=False) == NOTHING


def test_side_effects_are_explained_beside_wrong_values_that_others_explain():
    def modify(parts):
        return [{**part, MODIFIED: ("0",)} for part in parts]

    answers = Answers(KNOWN, tuple(ask(right)), tuple(modify(ask(lambda _, x: 3 * x))))
    values = frozenset((number, None) for number in range(len(INPUTS)))
    only_modifies = modify(ask(right))
    assert explain_beside(answers, only_modifies, values) == answers.wrong - values
    assert explain_beside(answers, only_modifies, values - {(0, None)}) == NOTHING
    assert explain_beside(answers, modify(ask(lambda _, x: 3 * x)), values) == NOTHING  # it has values of its own


def test_side_effects_are_explained_beside_exceptions_that_others_explain():
    def modify(parts):
        return [{**part, MODIFIED: ("0",)} for part in parts]

    answers = Answers(KNOWN, tuple(ask(right)), tuple(modify(ask(lambda k, x: ValueError if k % 2 else 3 * x))))
    explained = frozenset((n, p) for n, p in answers.wrong if p != MODIFIED)
    assert explain_beside(answers, modify(ask(right)), explained) == answers.wrong - explained


class Counted:
    """A transport that answers as a function of k and x does, and counts the questions."""

    def __init__(self, function):
        self.function, self.count = function, 0

    def call(self, _name, arguments):
        self.count += 1
        number = [a for _, a in KNOWN.transcript.questions].index(arguments)
        return Returned(self.function(number + 1, INPUTS[number]))


def count_asked(student, suspect, reference):
    transport = Counted(suspect)
    answers = Answers(KNOWN, tuple(ask(reference)), tuple(ask(student)))
    return transport.count if ask_while_agreeing(answers, transport, [3]) is None else None


def test_truth_values_that_agree_are_no_reason_to_go_on():
    def judged(factor):
        return lambda _, x: {0: factor == 2, 1: factor * x}

    assert count_asked(judged(3), judged(4), judged(2)) == 1
    assert count_asked(judged(3), judged(3), judged(2)) is None


def test_wrong_and_right_answers_are_asked_in_turn():
    def half_wrong(k, x):
        return 3 * x if k > 6 else 2 * x

    assert count_asked(half_wrong, lambda k, x: 3 * x if k in (4, 5) else 2 * x, right) == 1
    assert count_asked(half_wrong, lambda k, x: 4 * x if k > 6 else 2 * x, right) == 2
    assert count_asked(half_wrong, lambda k, x: 3 * x if k > 5 else 2 * x, right) > 2
