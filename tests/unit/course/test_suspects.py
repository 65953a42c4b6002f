"""Suspects: mistakes with each constant, their places, pairs of them, and mutants for which there are words."""

import numpy as np
import pytest

from grader.course import suspects
from grader.course.edits import apply_places
from grader.course.mistakes import load_mistakes
from grader.course.suspects import find_callers, find_pairs, find_suspects, to_module, to_pair, to_singles
from tests.unit.course.test_mistakes import to_written

REFERENCE = """import numpy as np


def helper(x):
    return x - x.max(axis=-1, keepdims=True)


def caller(x, eps=1e-4):
    return helper(x) / (x + eps)


def half(x):
    return x / 2
"""
MISTAKES = """
[both]
says = "Errs in two places."
hint = "?"
edit = { "x.max" = "x.min", "x + eps" = "x - eps" }
[step]
says = "Uses a step of its own."
hint = "?"
edit = { "+ eps" = "+ {c}" }
c = [0.5, 0.25]
[minimum]
says = "Subtracts the minimum."
hint = "?"
edit = { "x.max" = "x.min" }
[doubled]
says = "Doubles."
hint = "?"
edit = { "x / 2" = "x * 2" }
"""


@pytest.fixture
def mistakes(tmp_path):
    return to_mistakes(tmp_path)


def to_mistakes(tmp_path, text=MISTAKES, module=None):
    (tmp_path / "reference.py").write_text(REFERENCE)
    (tmp_path / "mistakes.toml").write_text(text)
    return load_mistakes([tmp_path / "mistakes.toml"], tmp_path / "reference.py", module)


def test_a_mistake_is_a_suspect_for_each_constant(mistakes):
    found = [suspect for suspect in find_suspects(mistakes) if suspect.kind == "mistake"]
    assert [suspect.names[0] for suspect in found] == ["both", "step", "step", "minimum", "doubled"]
    assert [suspect.touched for suspect in found][:2] == [("helper", "caller"), ("caller",)]
    assert to_module(mistakes, found[2]).caller.__code__.co_consts.count(0.25) == 1


def test_each_place_is_a_suspect_of_the_same_name_unless_a_mistake_is_the_same(mistakes):
    (found,) = [suspect for suspect in find_suspects(mistakes) if suspect.kind == "place"]
    # The other place, the minimum, is a mistake of its own.
    assert (found.names, found.touched) == (("both",), ("caller",))
    assert "helper(x) / (x - eps)" in apply_places(REFERENCE, found.places)


def test_a_place_that_is_no_program_by_itself_is_none(tmp_path):
    edit = '{ "helper(x) / " = "(helper(x) + ", "(x + eps)" = "(x + eps)) / 2" }'
    found = find_suspects(to_mistakes(tmp_path, f'[wrapped]\nsays = "."\nhint = "?"\nedit = {edit}\n'))
    assert [suspect.kind for suspect in found if suspect.names] == ["mistake"]


def test_mutants_that_a_mistake_or_an_equivalent_makes_are_left_out(tmp_path):
    def find_mutants(text):
        return {s.source for s in find_suspects(to_mistakes(tmp_path, text)) if s.kind == "mutant"}

    everything = find_mutants("")
    assert everything - find_mutants(MISTAKES) == {
        source for source in everything if "x.min" in source or "x - eps" in source or "x * 2" in source
    }
    equivalent = '[[equivalent]]\nreason = "So."\nedit = { "x + eps" = "x - eps" }\n'
    (left_out,) = everything - find_mutants(equivalent)
    assert "x - eps" in left_out


def test_mutants_without_words_are_left_out(mistakes):
    found = [suspect for suspect in find_suspects(mistakes) if suspect.kind == "mutant"]
    assert {suspect.operator for suspect in found} >= {"constant:axis", "parentheses_left_out", "keyword_left_out:axis"}
    # "One factor is left out" helps nobody.
    assert "div_right_left_out" not in {suspect.operator for suspect in found}
    assert all(suspect.names == suspect.places == () and len(suspect.touched) == 1 for suspect in found)


def test_pairs_are_of_different_mistakes_in_different_places(mistakes):
    found = find_suspects(mistakes)
    pairs = [to_pair(found, *pair) for pair in find_pairs(found)]
    assert [pair.names for pair in pairs] == [
        ("both", "step"),  # of `x + eps` the one replaces the sign, the other the step
        ("both", "doubled"),
        ("step", "minimum"),
        ("step", "doubled"),
        ("minimum", "doubled"),
        # The further constants come last.
        ("both", "step"),
        ("step", "minimum"),
        ("step", "doubled"),
    ]
    assert pairs[1].touched == ("helper", "caller", "half")
    assert [found[number].names[0] for number in pairs[2].members] == ["step", "minimum"]
    module = to_module(mistakes, pairs[4])
    assert module.half(3) == 6
    assert module.helper(np.array([1.0, 3.0])).tolist() == [0.0, 2.0]


def test_pairs_are_bounded_by_a_count(mistakes, monkeypatch):
    monkeypatch.setattr(suspects, "MAX_PAIRS", 2)
    assert len(find_pairs(find_suspects(mistakes))) == 2


def test_a_written_function_takes_the_place_of_that_of_the_reference(tmp_path):
    mistakes = to_mistakes(tmp_path, module=to_written())
    (suspect,) = to_singles(mistakes, mistakes.get("by_hand"))
    assert to_module(mistakes, suspect).half(3) == 3
    # It has no places, so what else could be made together with it is not known.
    found = find_suspects(mistakes)
    assert not any("by_hand" in to_pair(found, *pair).names for pair in find_pairs(found))


def test_a_suspect_that_cannot_be_loaded_says_so(tmp_path):
    text = '[broken]\nsays = "."\nhint = "?"\nedit = { "import numpy as np" = "import nothing_of_this_name" }\n'
    mistakes = to_mistakes(tmp_path, text)
    (suspect,) = [suspect for suspect in find_suspects(mistakes) if suspect.kind == "mistake"]
    with pytest.raises(ModuleNotFoundError):
        to_module(mistakes, suspect)


def test_callers_are_found_through_others():
    source = "def f():\n    pass\n\ndef g():\n    f()\n\ndef h():\n    return list(map(g, []))\n\ndef i():\n    f = 1\n"
    assert find_callers(source, ["g"]) == {"g", "h"}
    assert find_callers(source, ["f"]) >= {"f", "g", "h"}
    assert find_callers(source, []) == frozenset()
