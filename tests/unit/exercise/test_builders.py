"""Builders of checks: each sees what it is for, and nothing else."""

import re

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.execution.in_process import InProcessTransport
from grader.execution.student import StudentProxy
from grader.exercise import assertions, builders
from grader.exercise.checks import run_body
from grader.exercise.failures import CheckFailed
from grader.exercise.inputs import arguments
from grader.exercise.spec import Array, find_functions, shapes, to_function
from grader.worker import wire

X = np.array([[1.0, 2.0], [3.0, 5.0]])


@shapes("x:(n,k) -> (n,k)")
def f(x: Array) -> Array:
    """Doc."""


@shapes("x:(n,k)")
def loss(x: Array) -> float:
    """Doc."""


@shapes("x:(n,k) -> dx:(n,k)")
def grads(x: Array) -> dict[str, Array]:
    """Doc."""


def run(check, reference=None, **functions):
    module = type(np)("answers")
    vars(module).update(functions)
    spec = type(np)(__name__)
    vars(spec).update(f=f, loss=loss, grads=grads)
    student = StudentProxy({function.name: function for function in find_functions(spec)}, InProcessTransport(module))
    run_body(check, reference, student, wire.encode({"arguments": {"x": X}}))


INPUTS = arguments(x=st.just(X))


def fails(check, words, reference=None, **functions):
    with pytest.raises(CheckFailed) as caught:
        run(check, reference, **functions)
    assert re.search(words, shown(caught.value.failure))


def shown(failure):
    """Return what a report would say of a failure: it is looked at more closely."""
    closer = failure.look_closer() if failure.look_closer else failure
    return f"{closer.summary} {closer.detail}"


def test_matches_reference():
    reference = type(np)("reference")
    reference.f = lambda x: x * 2
    reference.grads = lambda x: {"dx": x}
    check = builders.matches_reference("f", INPUTS)
    assert check.title == "f has the right value on many inputs."
    run(check, reference, f=lambda x: x + x)
    fails(check, "f is wrong in every entry", reference, f=lambda x: x * 3)
    by_key = builders.matches_reference("grads", INPUTS, key="dx")
    run(by_key, reference, grads=lambda x: {"dx": x})
    fails(by_key, "dx is wrong", reference, grads=lambda x: {"dx": -x})


def own():
    return builders.gradient_matches_own_loss("loss", "grads", {"x": "dx"}, INPUTS)


def test_gradient_of_own_loss_is_right_or_names_an_entry():
    run(own(), loss=lambda x: float(np.sum(x**2)), grads=lambda x: {"dx": 2 * x})
    run(own(), loss=lambda x: float(np.sum(x**3)), grads=lambda x: {"dx": 3 * x**2})
    wrong = 2 * X
    wrong[1, 0] = 0.0
    words = r"slope of loss along x\[1, 0\] is 6; grads says dx\[1, 0\] = 0"
    fails(own(), words, loss=lambda x: float(np.sum(x**2)), grads=lambda x: {"dx": wrong})


def test_gradient_of_own_loss_is_measured_at_full_precision():
    almost = 2 * X
    almost[1, 0] += 1e-5
    with pytest.raises(CheckFailed) as caught:
        run(own(), loss=lambda x: float(np.sum(x**2)), grads=lambda x: {"dx": almost})
    failure = caught.value.failure
    assert re.fullmatch(r"The slope of loss there is -?\d\.\d{9,}; grads says -?\d\.\d{9,}\.", failure.measured)
    closer = failure.look_closer()
    assert "is 6; grads says dx[1, 0] = 6.00001." in closer.detail
    assert closer.measured.endswith("; grads says dx[1, 0] = 6.00001.")
    assert re.search(r"The slope of loss along x\[1, 0\] is (6\.00000|5\.99999)\d{3,};", closer.measured)


def test_gradient_of_own_loss_does_not_count_without_a_loss():
    fails(own(), "loss hardly changes", loss=lambda x: 0.0, grads=lambda x: {"dx": 0 * x})
    fails(own(), "grads is zero", loss=lambda x: float(np.sum(x)), grads=lambda x: {"dx": 0 * x})


def test_gradient_of_own_loss_does_not_count_for_what_its_guard_rejects():
    def bends(student, x):
        grads = [student.grads(x + k)["dx"] for k in range(2)]
        assertions.assert_that(np.any(grads[0] != grads[1]), "The gradient is a constant.")

    check = builders.gradient_matches_own_loss("loss", "grads", {"x": "dx"}, INPUTS, guard=bends)
    run(check, loss=lambda x: float(np.sum(x**2)), grads=lambda x: {"dx": 2 * x})
    fails(check, "is a constant", loss=lambda x: float(np.sum(x)), grads=lambda x: {"dx": np.ones(x.shape)})


def test_gradient_that_is_wrong_only_in_a_direction():
    # Wrong along a random direction by more than the tolerance, in no single entry by as much.
    step = {"dx": 1 + 0.9e-6 * np.sign(np.random.default_rng(0).normal(size=(2, 2)))}
    fails(own(), "along a random direction", loss=lambda x: float(np.sum(x)), grads=lambda x: step)


def test_does_not_mutate():
    def changes(x):
        x[0] = 0.0
        return x

    check = builders.does_not_mutate(("f", "loss"), INPUTS)
    run(check, f=lambda x: x + 0, loss=lambda x: 1.0)
    fails(check, "f changed its argument x", f=changes, loss=lambda x: 1.0)
    assert check.title == "f and loss leave their arguments unchanged."


@pytest.mark.parametrize(
    ("place", "name"),
    [("1", "b"), ("0[3]", "a"), ("mask", "mask"), ("7", "(one of them)"), ("secret", "(one of them)")],
)
def test_arguments_are_named_from_a_closed_set(place, name):
    assert builders._argument_name(place, ["a", "b", "mask"]) == name


def masked_loss(x, mask=None):
    return float(np.sum((1.0 if mask is None else mask[:, None]) * x**2))


def masked_grads(x, mask=None):
    return {"dx": 2 * x * (1.0 if mask is None else mask[:, None])}


@pytest.mark.parametrize("options", [{}, {"mask": np.array([1.5, -2.0])}])
def test_gradient_of_own_loss_with_an_array_that_may_be_left_out(options):
    @shapes("x:(n,k), mask:(n)")
    def loss(x: Array, mask: Array | None = None) -> float:
        """Doc."""

    @shapes("x:(n,k), mask:(n) -> dx:(n,k)")
    def grads(x: Array, mask: Array | None = None) -> dict[str, Array]:
        """Doc."""

    def body(gradient):
        module = type(np)("answers")
        vars(module).update(loss=masked_loss, grads=gradient)
        student = StudentProxy({f.__name__: to_function(f) for f in (loss, grads)}, InProcessTransport(module))
        own().body(student=student, arguments={"x": X, **options})

    body(masked_grads)
    if options:
        with pytest.raises(CheckFailed, match="grads is not the gradient of your own loss along") as caught:
            body(lambda x, mask: masked_grads(x))
        assert "dx is not the gradient" in shown(caught.value.failure)


def test_batch_equals_rows():
    check = builders.batch_equals_rows("f", INPUTS)
    run(check, f=lambda x: x**2)
    fails(check, "A row of f", f=lambda x: x / x.sum())


def test_permutation_equivariant():
    check = builders.permutation_equivariant("f", INPUTS)
    run(check, f=lambda x: x**2)
    fails(check, "permuted entries", f=lambda x: x * np.arange(2))


def test_effortless_answers_do_not_compute():
    builders.assert_computes(X, X + 1)
    for answer, words in (
        (np.ones(3), "same number everywhere"),
        (X, "one of the arguments"),
        (np.ones(0), "same"),
        (X * 1e9, "too large"),
    ):
        with pytest.raises(CheckFailed, match=words):
            builders.assert_computes(answer, X)


@pytest.mark.parametrize(
    "build",
    [
        lambda guard: builders.does_not_mutate(("f",), INPUTS, guard=guard),
        lambda guard: builders.batch_equals_rows("f", INPUTS, guard=guard),
        lambda guard: builders.permutation_equivariant("f", INPUTS, guard=guard),
    ],
)
def test_guard_is_asked_first(build):
    def computes(student):
        builders.assert_computes(student.f(X), X)

    run(build(()), f=lambda x: x + 0)
    run(build(computes), f=lambda x: x + 1)
    fails(build(computes), "is one of the arguments", f=lambda x: x + 0)
