"""Replies of an untrusted process, read strictly."""

import pytest
from hypothesis import given, settings

from grader.execution.replies import (
    Failure,
    Returned,
    SideEffects,
    from_load_error,
    from_wire,
    malformed,
    to_side_effects,
)
from grader.text import MAX_OUTPUT
from grader.worker import wire
from tests.values import closed_set


def test_an_answer():
    raw = {"modified": ["0"], "shared": [1], "warnings": "no list", "output": 5}
    assert from_wire(("returned", 3, 1.5, raw), 3, "f", {}) == Returned(1.5, SideEffects(modified=("0",)))


@pytest.mark.parametrize(
    "message",
    [
        None,
        ("returned", 4, 1.0, {}),
        ("returned", 3, 1.0),
        ("raised", 3, "text", {}),
        ("missing",),
        ["returned", 3],
    ],
)
def test_whatever_is_no_reply_is_malformed(message):
    assert from_wire(message, 3, "f", {}) == malformed("f")


@given(closed_set())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_no_message_raises(value):
    exception = dict.fromkeys(("type", "text", "file", "line", "kind"), value)
    for message in (
        value,
        (value, value),
        (value, value, value, value),
        ("returned", value, value, value),
        ("returned", 1, value, value),
        ("raised", 1, value, value),
        ("raised", 1, exception, {}),
        ("missing", value),
    ):
        reply = from_wire(message, 1, "f", {"a.py": 9})
        assert isinstance(reply, Returned | Failure)


def _raised(**exception):
    return from_wire(("raised", 1, exception, {}), 1, "f", {"a.py": 9})


def test_exceptions():
    fault = _raised(type="IndexError", text="x\x1b[1m", file="a.py", line=3, kind="exception")
    assert (fault.verdict, fault.summary) == ("raised", "f raised an IndexError (a.py, line 3).")
    assert (fault.detail, fault.exception) == ("IndexError: x", "IndexError")
    assert _raised(type="LinAlgError").summary == "f raised a LinAlgError."
    assert _raised(type="").summary == "f raised an Exception."
    assert _raised(type=7, line="x", file="a.py", kind="callback", text=7).verdict == "raised"


def test_name_of_an_exception_is_printable_and_short():
    assert _raised(type="MyOwnError").summary == "f raised a MyOwnError."
    named = _raised(type="My\x1b[31m\n" + "x" * 1000).summary
    assert named.isprintable()
    assert len(named) < 100


def test_place_of_an_exception_is_in_the_submission():
    for file, line in (("b.py", 1), ("a.py", 10), ("a.py", 0)):
        assert _raised(type="KeyError", file=file, line=line).summary == "f raised a KeyError."


def test_output_is_cut():
    assert len(to_side_effects({"output": "x" * 10**6}).output) == MAX_OUTPUT


def test_load_errors():
    fault = from_load_error({"type": "SyntaxError", "text": "bad", "file": "a.py", "line": 2}, "a.py", {"a.py": 9})
    assert fault.summary == "a.py, line 2, cannot be loaded: SyntaxError: bad"
    assert from_load_error({}, "a.py", {}).summary == "a.py cannot be loaded: Exception"
    assert "nested too deeply" in from_load_error({"type": "MemoryError"}, "a.py", {}).summary


def test_side_effects_that_are_no_dict():
    assert to_side_effects([1]) == SideEffects()


@pytest.mark.parametrize("code", [wire.Expression("x", {}), wire.FunctionRef(0)])
@pytest.mark.parametrize("wrap", [lambda c: c, lambda c: [1, (c,)], lambda c: {"a": {"b": c}}])
def test_what_only_the_grader_sends_breaks_the_protocol(code, wrap):
    assert from_wire(("returned", 1, wrap(code), {}), 1, "f", {}) == malformed("f")
    assert isinstance(from_wire(("returned", 1, wrap(1.0), {}), 1, "f", {}), Returned)
