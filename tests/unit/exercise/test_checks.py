"""Checks: what is asked of their parts, and in which order they are run."""

import pytest

from grader.exercise.assertions import assert_that, fail
from grader.exercise.checks import check, run_body
from grader.exercise.failures import CheckFailed
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


@check()
def no_guard(student):
    """A check is no guard."""


@pytest.mark.parametrize(
    "wrong", ["computes", None, [print], lambda: None, lambda student, reference: None, no_guard, (print, "computes")]
)
def test_what_is_no_guard_is_refused(wrong):
    with pytest.raises(TypeError, match="a guard is a function of the student, or a tuple of such functions, not"):
        make(wrong, [])
