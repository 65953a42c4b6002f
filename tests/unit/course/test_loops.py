"""Wrong versions print nothing, and mutants end: all their loops together have a limited number of rounds."""

import pytest

from grader.course import loops
from grader.course.loops import to_bounded_module, to_silent_module


def test_what_ends_runs_as_it_is():
    source = """
def f(n):
    total = 0
    for i in range(n):
        while total % 7:
            total += 1
        total += i
    return total
"""
    plain = {}
    exec(source, plain)
    assert to_bounded_module(source).f(50) == plain["f"](50)


@pytest.mark.parametrize(
    "body", ["while True:\n        pass", "for i in iter(int, 1):\n        x = i", "while x:\n        continue"]
)
def test_what_does_not_end_raises(body):
    module = to_bounded_module(f"def f(x):\n    {body}\n")
    with pytest.raises(RuntimeError, match=f"not finished after {loops.MAX_ROUNDS} loop iterations"):
        module.f(1)


def test_rounds_of_all_loops_count_together(monkeypatch):
    monkeypatch.setattr(loops, "MAX_ROUNDS", 10)
    module = to_bounded_module("def f(n):\n    for _ in range(n):\n        pass\n")
    module.f(6)
    with pytest.raises(RuntimeError):
        module.f(6)


def test_code_that_cannot_be_loaded_raises():
    with pytest.raises(ModuleNotFoundError):
        to_bounded_module("import nothing_of_this_name")


@pytest.mark.parametrize("load", [to_silent_module, to_bounded_module])
def test_what_is_loaded_prints_nothing(load, capsys):
    source = "def f(x):\n    print('the shapes do not fit', x, flush=True)\n    return print(x)\n"
    assert load(source).f(1) is None
    assert capsys.readouterr() == ("", "")
