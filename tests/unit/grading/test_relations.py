"""Relations of an entry to the right one: found where they hold in every answer, and told from each other."""

from types import ModuleType

import numpy as np
import pytest

from grader.authoring.mistake_form import HINT_WORDS, find_code
from grader.course.comparison import have_same_values, to_parts
from grader.course.suspect_table import FunctionQuestions, _to_transcript
from grader.execution.in_process import InProcessTransport
from grader.grading import explanation
from grader.grading.explanation import Answers, find_right
from grader.grading.relations import RELATIONS, find_related, to_related_module
from grader.worker import wire

RANDOM = np.random.default_rng(5)
INPUTS = [RANDOM.normal(size=shape) for shape in [(2, 3), (3, 3), (1, 4), (4, 2), (5, 1), (3, 5)]]


def to_module(function):
    module = ModuleType("module")
    module.f = function
    return module


def right_dict(x):
    return {"dW": 3 * x, "db": x.sum(axis=0), "cost": float((x * x).sum())}


def ask(student, reference=right_dict, inputs=INPUTS):
    """Return a student's answers beside the reference's."""
    asked = [("f", wire.encode([[x], {}])) for x in inputs]
    known = FunctionQuestions("f", _to_transcript(to_module(reference), asked), ())
    right = find_right(known)
    transport = InProcessTransport(to_module(student))
    given = [to_parts(transport.call(*question), whole=None in right[n]) for n, question in enumerate(asked)]
    return Answers(known, right, tuple(given))


def find(student, *parts, reference=right_dict, inputs=INPUTS):
    answers = ask(student, reference, inputs)
    found = find_related(answers, parts or sorted({part for _, part in answers.wrong}, key=str))
    return [(related.relation.name, related.parts) for related in found]


def changed(name, change):
    """Return the right function with one entry changed."""
    return lambda x: right_dict(x) | {name: change(right_dict(x)[name], x)}


@pytest.mark.parametrize(
    ("relation", "change"),
    [
        ("zero", lambda right, _: right * 0.0),
        ("negated", lambda right, _: -right),
        ("half", lambda right, _: right / 2),
        ("double", lambda right, _: right * 2),
        ("divided_by_rows", lambda right, x: right / len(x)),
        ("times_rows", lambda right, x: right * len(x)),
        ("multiple", lambda right, _: right * 0.7),
        ("transposed", lambda right, _: right.T),
        ("reversed", lambda right, _: right[::-1]),
        ("axis_left_over", lambda right, _: right[..., None]),
        ("axis_put_in", lambda right, _: right[None]),
        ("clipped", lambda right, _: np.clip(right, -1.5, 1.5)),
    ],
)
def test_each_relation_is_found(relation, change):
    assert find(changed("dW", change)) == [(relation, ("dW",))]


def test_a_lost_axis_is_found_where_a_side_is_one():
    column = lambda x: x[:, :1]  # noqa: E731 - beside the one below it, which it is like
    several = [x for x in INPUTS if len(x) > 1]
    assert find(lambda x: x[:, 0], None, reference=column, inputs=several) == [("axis_lost", (None,))]


def test_numbers_and_single_values_have_relations_too():
    assert find(changed("cost", lambda right, _: right / 2)) == [("half", ("cost",))]
    assert find(lambda x: -np.exp(x), None, reference=np.exp) == [("negated", (None,))]


def test_entries_in_the_same_relation_are_told_together_and_others_apart():
    def student(x):
        right = right_dict(x)
        return {"dW": right["dW"] / len(x), "db": right["db"] / len(x), "cost": -right["cost"]}

    assert find(student) == [("negated", ("cost",)), ("divided_by_rows", ("dW", "db"))]


@pytest.mark.parametrize(
    "change",
    [
        lambda right, _: right + 1.0,
        lambda right, x: right if len(x) > 2 else -right,
        lambda right, _: right * (1 + 1e-5),  # an error of another kind
        lambda right, _: np.abs(right),
        lambda right, _: right**2,
        lambda right, x: right * (2.0 if x.sum() > 0 else 3.0),
        lambda right, _: "text",
        lambda right, _: (right * 2).astype(int),
        lambda right, _: np.clip(right, -1.5, 1.2),
    ],
)
def test_what_is_in_no_relation_has_none(change):
    assert find(changed("dW", change), "dW") == []


def test_not_a_number_agrees_with_all_relations_and_proves_none():
    answers = ask(changed("dW", lambda right, _: right * np.nan))
    for related in find_related(answers, ["dW"]):
        transport = InProcessTransport(to_related_module(to_module(right_dict), related))
        replies = explanation.ask(answers.known, answers.right, transport)
        assert explanation.explain(answers, replies, by_values=True) == explanation.NOTHING


def test_right_answers_are_in_none():
    assert find(right_dict, "dW", "db", "cost") == []


def test_where_the_rows_are_one_the_mean_shows_nowhere():
    assert find(changed("dW", lambda right, x: right / len(x)), "dW", inputs=[x for x in INPUTS if len(x) == 1]) == []


def test_a_clip_that_no_answer_reaches_is_none():
    assert find(changed("dW", lambda right, _: np.clip(right, -1e9, 1e9)), "dW") == []


@pytest.mark.parametrize("part", ["dW", "cost"])
def test_a_relation_becomes_a_version_of_the_reference(part):
    answers = ask(changed(part, lambda right, x: right / len(x)))
    (related,) = find_related(answers, [part])
    module = to_related_module(to_module(right_dict), related)
    for x in INPUTS:
        found, expected = module.f(x.copy()), changed(part, lambda right, x: right / len(x))(x)
        assert have_same_values(found, expected)
    assert type(module.f(INPUTS[0])["cost"]) is float


def test_items_of_tuples_are_changed_by_their_index():
    def reference(x):
        return float(x.sum()), 2 * x

    answers = ask(lambda x: (float(x.sum()), -2 * x), reference)
    (related,) = find_related(answers, [1])
    cost, gradient = to_related_module(to_module(reference), related).f(INPUTS[0])
    assert (cost, gradient.tolist()) == (float(INPUTS[0].sum()), (-2 * INPUTS[0]).tolist())


def test_the_reference_stays_as_it_is():
    kept = INPUTS[0].copy()
    reference = to_module(lambda x: x)
    (related,) = find_related(ask(lambda x: x[None], lambda x: x), [None])
    result = to_related_module(reference, related).f(kept)
    assert not np.shares_memory(result, kept)
    assert reference.f(kept) is kept


@pytest.mark.parametrize("relation", RELATIONS, ids=[relation.name for relation in RELATIONS])
def test_sentences_and_hints_are_fit_for_students(relation):
    assert relation.says.format("dW").endswith(".")
    assert relation.says.count("{}") == 1
    assert HINT_WORDS[0] <= len(relation.hint.split()) <= HINT_WORDS[1]
    assert relation.hint.endswith((".", "?"))
    assert list(find_code(relation.name, relation.hint)) == []
