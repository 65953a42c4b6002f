"""Edits: a text that occurs once is found, replaced, trimmed, and kept apart from others."""

import pytest

from grader.course.edits import (
    Place,
    apply_places,
    can_be_together,
    find_function,
    find_functions,
    find_place,
    find_touched,
    trim_place,
)
from grader.errors import CourseError

SOURCE = '''"""É: a docstring with an é."""

A = 1


def f(x):
    return x + A


def g(x):
    return x + A
'''


def edit(search, replacement, function=""):
    return apply_places(SOURCE, [find_place(SOURCE, search, replacement, function)])


def test_a_text_that_occurs_once_is_replaced():
    assert edit("A = 1", "A = 2") == SOURCE.replace("A = 1", "A = 2")


def test_a_text_is_looked_for_in_one_function():
    assert edit("x + A", "x - A", "f") == SOURCE.replace("x + A", "x - A", 1)
    assert edit("x + A", "x - A", "g").endswith("def g(x):\n    return x - A\n")


@pytest.mark.parametrize(
    ("search", "function", "message"),
    [
        ("x * A", "", r"`x \* A` occurs 0 times in the reference; it must occur exactly once\.$"),
        ("x * A", "g", r"`x \* A` occurs 0 times in g; it must occur exactly once\.$"),
        ("x + A", "", r"`x \+ A` occurs 2 times in the reference; .* Make it longer, or give `function = \"...\"`\."),
        ("x", "f", r"`x` occurs 2 times in f;"),
        ("A = 1", "f", r"`A = 1` occurs 0 times in f;"),
        ("x", "h", r"the reference has no function h; it has f, g\."),
    ],
)
def test_texts_that_cannot_be_replaced(search, function, message):
    with pytest.raises(CourseError, match=message):
        find_place(SOURCE, search, "y", function)


def test_functions_are_ranges_of_characters_and_not_of_bytes():
    start, end = find_function(SOURCE, "f")
    assert SOURCE[start:end] == "def f(x):\n    return x + A\n"
    assert list(find_functions(SOURCE)) == ["f", "g"]


def test_places_lie_in_functions():
    in_g, in_f = (find_place(SOURCE, "return", "yield", name) for name in "gf")
    assert find_touched(SOURCE, [in_g, in_f]) == ("f", "g")
    assert find_touched(SOURCE, [find_place(SOURCE, "A = 1", "A = 2")]) == ()


def test_several_places_are_replaced_in_any_order():
    first, second = find_place(SOURCE, "A = 1", "A = 100"), find_place(SOURCE, "x + A", "A", "g")
    expected = SOURCE.replace("A = 1", "A = 100").replace("def g(x):\n    return x + A", "def g(x):\n    return A")
    assert apply_places(SOURCE, [first, second]) == apply_places(SOURCE, [second, first]) == expected


@pytest.mark.parametrize(
    ("search", "replacement", "left"),
    [
        ("return x + A", "return x - A", ("+", "-")),
        ("x + A", "x + 2 * A", ("", "2 * ")),
        ("x + A", "x", (" + A", "")),
        ("x + A", "x + A", ("", "")),
        ("x + A", "y - B", ("x + A", "y - B")),
        ("x + A", "x + A + A", ("", " + A")),  # the same characters do not count twice
    ],
)
def test_places_are_trimmed_to_what_differs(search, replacement, left):
    whole = find_place(SOURCE, search, replacement, "f")
    place = trim_place(SOURCE, whole)
    assert (SOURCE[place.start : place.end], place.text) == left
    assert apply_places(SOURCE, [place]) == apply_places(SOURCE, [whole])


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (Place(3, 5, "a"), Place(5, 7, "b"), True),
        (Place(3, 5, "a"), Place(4, 7, "b"), False),
        (Place(3, 9, "a"), Place(4, 5, "b"), False),
        (Place(4, 4, "a"), Place(4, 4, "b"), False),  # which of them would come first?
        (Place(4, 4, "a"), Place(5, 5, "b"), True),
    ],
)
def test_edits_that_touch_the_same_characters_cannot_be_together(one, other, together):
    assert can_be_together([one], [Place(50, 60, "c"), other]) is together
    assert can_be_together([other], [one]) is together


def test_trimmed_edits_of_one_line_can_be_together():
    places = [trim_place(SOURCE, find_place(SOURCE, *texts, "f")) for texts in [("x + A", "y + A"), ("x + A", "x + B")]]
    assert can_be_together(places[:1], places[1:])
    assert "return y + B" in apply_places(SOURCE, places)
