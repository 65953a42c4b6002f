"""Diagnoses: the mistake behind wrong answers, or none."""

from types import ModuleType

import msgspec
import numpy as np
import pytest

from grader.course.suspects import to_module, to_singles
from grader.execution.in_process import InProcessTransport
from grader.grading.diagnosis import diagnose
from grader.grading.grading import grade_exercise


@pytest.fixture
def exercise(course):
    return find_exercise(course, "softmax_shift")


def with_softmax(softmax):
    module = ModuleType("student")
    module.softmax = softmax
    return InProcessTransport(module)


def found(exercise, transport, checks=()):
    return [diagnosis.misconceptions for diagnosis in diagnose(exercise, transport, checks).diagnoses]


def to_mistaken(exercise, name):
    """Return the reference with a mistake, of its first constant."""
    return to_module(exercise.mistakes, next(to_singles(exercise.mistakes, exercise.mistakes.get(name))))


def find_exercise(course, name):
    return next(exercise for exercise in course.exercises if exercise.id == name)


def wrongly_shared_sum(Z):
    """Return what one sum for all rows gives, by a computation of its own."""
    powers = [[np.e ** (x - max(row)) for x in row] for row in np.atleast_2d(Z)]
    total = sum(sum(row) for row in powers)
    return np.reshape([[p / total for p in row] for row in powers], Z.shape)


def test_the_same_mistake_computed_otherwise_is_recognised(exercise):
    assert found(exercise, with_softmax(wrongly_shared_sum)) == [("one_sum_for_all_rows",)]


def test_lists_of_numbers_are_taken_for_arrays(exercise):
    assert found(exercise, with_softmax(lambda Z: wrongly_shared_sum(Z).tolist())) == [("one_sum_for_all_rows",)]
    right = diagnose(exercise, with_softmax(lambda Z: exercise.reference.softmax(Z).tolist()))
    assert right.wrong_functions == frozenset()


def test_a_second_slip_that_overflows_does_not_hide_the_first(exercise):
    def and_overflows(Z):
        e = np.exp(Z)
        return e / np.exp(Z.max(axis=-1, keepdims=True)) / (e / np.exp(Z.max(axis=-1, keepdims=True))).sum()

    with np.errstate(all="ignore"):
        assert found(exercise, with_softmax(and_overflows)) == [("one_sum_for_all_rows",)]


@pytest.mark.parametrize(
    "softmax",
    [
        lambda Z: np.full(Z.shape, np.nan),
        lambda Z: np.exp(Z) ** 2,
        lambda Z: 1 / 0,
        lambda Z: "probabilities",
        lambda Z: None,
        lambda Z: {"p": Z},
        lambda Z: wrongly_shared_sum(Z) if Z.shape[-1] != 3 else Z,
    ],
)
def test_no_explanation_is_better_than_a_wrong_one(exercise, softmax):
    with np.errstate(all="ignore"):
        assert found(exercise, with_softmax(softmax)) == []


def test_the_reference_is_explained_by_nothing_and_has_no_wrong_function(course):
    for exercise in course.exercises:
        findings = diagnose(exercise, InProcessTransport(exercise.reference))
        assert findings.diagnoses == ()
        assert findings.wrong_functions == frozenset()


def test_every_mistake_is_diagnosed_as_itself_or_its_group(exercise):
    # Of this exercise; `grader validate` asks it of all of them.
    for mistake in exercise.mistakes.known:
        first, *others = to_singles(exercise.mistakes, mistake)
        for suspect in (first, *others):
            findings = diagnose(exercise, InProcessTransport(to_module(exercise.mistakes, suspect)))
            diagnosed = [diagnosis.misconceptions for diagnosis in findings.diagnoses]
            # Some constants of a list are too small to make any answer wrong.
            right = suspect is not first and not findings.wrong_functions
            assert right or any(mistake.name in names for names in diagnosed), f"{mistake.name}: {diagnosed}"


def test_two_mistakes_in_two_functions_are_both_found(course):
    network = find_exercise(course, "two_layer_backprop")
    module = to_mistaken(network, "mean_cost")
    module.two_layer_grads = to_mistaken(network, "bias_gradient_is_mean").two_layer_grads
    report = grade_exercise(network, InProcessTransport(module))
    assert {name for diagnosis in report.diagnosis for name in diagnosis.misconceptions} == {
        "mean_cost",
        "bias_gradient_is_mean",
    }
    explained = {check for diagnosis in report.diagnosis for check in diagnosis.checks}
    assert all(check.hint == "" for check in report.checks if check.id in explained)
    assert report.message.count("Likely mistake in") == 1


def test_what_passes_on_a_wrong_function_is_marked(course):
    check = find_exercise(course, "gradient_check")
    report = grade_exercise(check, InProcessTransport(to_mistaken(check, "one_sided")))
    assert "wrong_gradients_rejected" in {c.id for c in report.checks if c.followed_through}
    right = grade_exercise(check, InProcessTransport(check.reference))
    assert not any(c.followed_through for c in right.checks)


def test_changed_arguments_are_a_mistake_of_their_own(exercise):
    def in_place(Z):
        Z -= Z.max(axis=-1, keepdims=True)
        np.exp(Z, out=Z)
        Z /= Z.sum(axis=-1, keepdims=True)
        return Z.copy()

    assert found(exercise, with_softmax(in_place)) == [("writes_into_argument",)]


def test_a_function_that_is_not_there_is_asked_once(exercise):
    assert found(exercise, InProcessTransport(ModuleType("empty"))) == []


def test_checks_it_explains_are_named(exercise):
    transport = with_softmax(wrongly_shared_sum)
    checks = grade_exercise(exercise, transport).checks
    failed = {check.id for check in checks if check.verdict == "failed"}
    (diagnosis,) = diagnose(exercise, transport, checks).diagnoses
    assert {"each_row_on_its_own"} <= set(diagnosis.checks) <= failed
    # What did not fail needs no explanation.
    one_passes = [
        msgspec.structs.replace(check, verdict="not_attempted") if check.id == "each_row_on_its_own" else check
        for check in checks
    ]
    (diagnosis,) = diagnose(exercise, transport, one_passes).diagnoses
    assert "each_row_on_its_own" not in diagnosis.checks
    assert diagnosis.checks


def test_a_mistake_that_only_has_side_effects_is_named_for_right_values_only(course):
    packing = find_exercise(course, "parameter_count")
    module = ModuleType("student")
    vars(module).update({f.name: getattr(packing.reference, f.name) for f in packing.functions})
    module.pack = lambda arrays: arrays
    module.unpack = lambda v, shapes: [v]
    assert found(packing, InProcessTransport(module)) == []


def test_the_softmax_of_the_whole_batch_has_a_name(exercise):
    assert found(exercise, with_softmax(lambda Z: np.exp(Z - np.max(Z)) / np.sum(np.exp(Z - np.max(Z))))) == [
        ("batch_as_one_row",)
    ]
