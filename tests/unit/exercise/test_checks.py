"""Checks: what is asked of their parts, and in which order they are run."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader.exercise.assertions import assert_that, fail
from grader.exercise.builders import does_not_mutate
from grader.exercise.checks import GUARDED_CASES, check, find_asked, given, run_body
from grader.exercise.failures import CheckFailed, SideEffects
from grader.exercise.inputs import arguments, arrays, floats
from grader.worker import wire

NO_INPUTS = wire.encode({})


def make(guard, happened):
    @check(guard=guard)
    def body(student):
        """Sentence."""
        happened.append(("body", student))

    return body


def test_guards_are_run_in_order_before_the_body():
    happened = []
    guards = tuple(lambda student, name=name: happened.append((name, student)) for name in ("first", "second"))
    run_body(make(guards, happened), None, "somebody", NO_INPUTS)
    assert happened == [("first", "somebody"), ("second", "somebody"), ("body", "somebody")]


def test_guard_that_fails_ends_the_check():
    happened = []
    guards = (lambda student: fail("Zeros."), lambda student: assert_that(False, "Never asked."))
    with pytest.raises(CheckFailed, match="Zeros"):
        run_body(make(guards, happened), None, "somebody", NO_INPUTS)
    assert happened == []


def test_one_guard_needs_no_tuple():
    def computes(student):
        """Fail for nothing."""

    assert make(computes, []).guards == (computes,)
    assert make((), []).guards == ()


def test_guards_are_asked_in_the_last_cases():
    guarded = make(lambda student: None, [])
    asked = [find_asked(guarded, number, 10) for number in range(10)]
    assert [bool(check.guards) for check in asked] == [False] * (10 - GUARDED_CASES) + [True] * GUARDED_CASES
    assert all(find_asked(guarded, number, 2) is guarded for number in range(2))


@check()
def no_guard(student):
    """A check is no guard."""


@pytest.mark.parametrize(
    "wrong",
    [
        "computes",
        None,
        [print],
        lambda: None,
        lambda x: None,
        lambda student, reference: None,
        lambda student, *inputs: None,
        no_guard,
        (print, "computes"),
    ],
)
def test_what_is_no_guard_is_refused(wrong):
    with pytest.raises(TypeError, match="a guard is a function of the student and of inputs that the check draws, not"):
        make(wrong, [])


def make_drawn(guard, happened):
    @check(guard=guard)
    @given(x=arrays("(n)"), shift=floats(0, 1))
    def body(student, x, shift):
        """Sentence."""
        happened.append((x.tolist(), shift))

    return body


CASE = wire.encode({"x": np.array([1.0, 2.0]), "shift": 0.5})


def test_guard_takes_the_drawn_inputs_that_it_names():
    happened = []
    guards = (
        lambda student: happened.append(student),
        lambda student, x: happened.append(x.tolist()),
        lambda student, shift, x: happened.append((shift, x.tolist())),
        lambda student, *, shift: happened.append(shift),
    )
    run_body(make_drawn(guards, happened), None, "somebody", CASE)
    assert happened == ["somebody", [1.0, 2.0], (0.5, [1.0, 2.0]), 0.5, ([1.0, 2.0], 0.5)]


def test_guard_cannot_spoil_the_inputs_of_the_body():
    happened = []
    run_body(make_drawn(lambda student, x: x.fill(9.0), happened), None, "somebody", CASE)
    assert happened == [([1.0, 2.0], 0.5)]


def test_guard_that_names_an_input_which_is_not_drawn_is_refused():
    with pytest.raises(TypeError, match="and of inputs that the check draws, not"):
        make_drawn(lambda student, y: None, [])


UNCHANGING = SimpleNamespace(double=lambda x, factor: x * factor, side_effects=SideEffects())


def test_guard_of_a_builder_takes_the_arguments_by_their_names():
    seen = []
    inputs = arguments(x=arrays("(n)"), factor=floats(0, 1))
    case = wire.encode({"arguments": {"x": np.array([3.0]), "factor": 2.0}})
    built = does_not_mutate(("double",), inputs, guard=lambda student, factor, x: seen.append((factor, x.tolist())))
    run_body(built, None, UNCHANGING, case)
    assert seen == [(2.0, [3.0])]


def test_guard_of_a_builder_that_names_no_argument_fails_at_its_first_case():
    def computes(student, y):
        """Never asked."""

    built = does_not_mutate(("double",), arguments(x=arrays("(n)")), guard=computes)
    case = wire.encode({"arguments": {"x": np.array([3.0]), "factor": 2.0}})
    with pytest.raises(TypeError, match=r"computes.* missing 1 required positional argument: 'y'"):
        run_body(built, None, UNCHANGING, case)
