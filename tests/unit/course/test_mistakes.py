"""mistakes.toml: what an entry becomes, and errors that name the mistake, the text, and how often it occurs."""

import re
from types import ModuleType

import pytest

from grader.course.edits import apply_places
from grader.course.mistakes import load_mistakes, merge_entries
from grader.errors import CourseError
from grader.exercise import misconception

REFERENCE = '''"""Doubling and halving."""

STEP = 1e-4


def double(x):
    """Return twice x."""
    return 2 * x


def half(x):
    """Return half of x."""
    return x / 2 + 0 * STEP
'''


def entry(name="wrong", *, says="Is wrong.", hint="What is right?", **others):
    lines = [f"[{name}]", f"says = {says!r}", f"hint = {hint!r}"]
    return "\n".join([*lines, *(f"{key} = {value}" for key, value in others.items())]) + "\n"


def load(tmp_path, *texts, module=None):
    reference = tmp_path / "reference.py"
    reference.write_text(REFERENCE)
    paths = [tmp_path / f"{number}" / "mistakes.toml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.parent.mkdir()
        path.write_text(text)
    return load_mistakes(paths, reference, module)


def apply(mistakes, name):
    return [apply_places(mistakes.reference, places) for places in mistakes.get(name).variants]


def to_written(name="by_hand"):
    module = ModuleType("mistakes")

    @misconception("half", hint="Where is the other half?", source="003, line 1")
    def body(x):
        """Returns it whole."""
        return x

    setattr(module, name, body)
    return module


def test_an_entry_becomes_an_edit_of_the_reference(tmp_path):
    text = entry("squares", edit='{ "2 * x" = "x * x" }', source='"002, line 3"')
    mistakes = load(tmp_path, text)
    (found,) = mistakes.known
    assert (found.name, found.says, found.hint, found.source) == (
        "squares",
        "Is wrong.",
        "What is right?",
        "002, line 3",
    )
    assert (found.functions, found.body) == (("double",), None)
    assert apply(mistakes, "squares") == [REFERENCE.replace("2 * x", "x * x")]


def test_an_edit_may_have_several_places_in_several_functions(tmp_path):
    mistakes = load(tmp_path, entry(edit='{ "x / 2" = "2 / x", "2 * x" = "x" }'))
    assert mistakes.known[0].functions == ("double", "half")
    assert apply(mistakes, "wrong") == [REFERENCE.replace("x / 2", "2 / x").replace("2 * x", "x")]


def test_a_text_is_looked_for_in_the_function_that_is_named(tmp_path):
    mistakes = load(tmp_path, entry(edit='{ "return " = "return 1 + " }', function='"half"'))
    assert apply(mistakes, "wrong") == [REFERENCE.replace("return x", "return 1 + x")]


def test_each_constant_makes_a_variant(tmp_path):
    mistakes = load(tmp_path, entry(edit='{ "2 * x" = "{c} * x + {c}" }', c='[3, 1e-9, "len(x)"]'))
    (found,) = mistakes.known
    assert [re.search("return (.*)", text)[1] for text in apply(mistakes, "wrong")] == [
        "3 * x + 3",
        "1e-09 * x + 1e-09",
        "len(x) * x + len(x)",
    ]
    assert len({places[0].start for places in found.variants}) == 1


def test_equivalents_are_kept_as_they_are_after_parsing(tmp_path):
    text = '[[equivalent]]\nedit = { "2 * x" = "2*(x)  +0 " }\nreason = "Nothing is added."\n'
    mistakes = load(tmp_path, text)
    assert mistakes.known == ()
    (found,) = mistakes.equivalents
    assert "return 2 * x + 0" in found.source
    assert (found.shown, found.reason) == ("'2 * x' to '2*(x)  +0 '", "Nothing is added.")


def test_equivalents_may_share_a_reason(tmp_path):
    text = '[[equivalent]]\nedit = [{ "2 * x" = "x * 2" }, { "2 * x" = "x + x" }]\nreason = "Twice is twice."\n'
    found = load(tmp_path, text).equivalents
    assert [(e.shown, e.reason) for e in found] == [
        ("'2 * x' to 'x * 2'", "Twice is twice."),
        ("'2 * x' to 'x + x'", "Twice is twice."),
    ]


def test_functions_of_mistakes_py_come_last(tmp_path):
    mistakes = load(tmp_path, entry(edit='{ "2 * x" = "x" }'), module=to_written())
    assert [mistake.name for mistake in mistakes.known] == ["wrong", "by_hand"]
    by_hand = mistakes.get("by_hand")
    assert (by_hand.says, by_hand.functions, by_hand.variants) == ("Returns it whole.", ("half",), ())
    assert by_hand.source == "003, line 1"
    assert by_hand.body(3) == 3


def test_without_a_file_there_are_none(tmp_path):
    assert load(tmp_path).known == ()


EDIT = '{ "2 * x" = "x * x" }'
ERRORS = {
    "unknown key": (entry(edit=EDIT, edits=EDIT), r"\[wrong\] Object contains unknown field `edits`"),
    "missing key": (f"[wrong]\nedit = {EDIT}\nhint = 'Why?'\n", r"\[wrong\] .*required field `says`"),
    "no table": ("wrong = 3\n", r"\[wrong\] Expected `object`, got `int`"),
    "no TOML": ("[wrong\n", "mistakes.toml: .*line 1"),
    "no name": (entry("'a b'", edit=EDIT), r"\[a b\] is no name: use letters, digits and underscores\."),
    "text is gone": (
        entry(edit='{ "3 * x" = "x" }'),
        r"\[wrong\] `3 \* x` occurs 0 times in the reference; it must occur exactly once",
    ),
    "text occurs twice": (
        entry(edit='{ "return " = "return 1 + " }'),
        r"\[wrong\] `return ` occurs 2 times in the reference; it must occur exactly once\. Make it longer, or give",
    ),
    "text is not in this function": (
        entry(edit=EDIT, function='"half"'),
        r"\[wrong\] `2 \* x` occurs 0 times in half; it must occur exactly once",
    ),
    "text occurs twice in this function": (
        entry(edit='{ "x" = "y" }', function='"half"'),
        r"\[wrong\] `x` occurs 3 times in half; it must occur exactly once",
    ),
    "unknown function": (
        entry(edit=EDIT, function='"dubble"'),
        r"\[wrong\] the reference has no function dubble; it has double, half\.",
    ),
    "no edit": (entry(edit="{}"), r"\[wrong\] has an empty edit\."),
    "invalid result": (
        entry(edit='{ "2 * x" = "2 *" }'),
        r"\[wrong\] makes the reference invalid: invalid syntax, line 8\.",
    ),
    "changes nothing": (entry(edit='{ "2 * x" = "2*(x)" }'), r"\[wrong\] changes nothing\."),
    "changes nothing with one constant": (
        entry(edit='{ "2 * x" = "{c} * x" }', c="[3, 2]"),
        r"\[wrong\] with c = 2 changes nothing\.",
    ),
    "constant without a list": (
        entry(edit='{ "2 * x" = "{c} * x" }'),
        r"\[wrong\] needs both: \{c\} in its edit, and a list `c = \[\.\.\.\]` of constants\.",
    ),
    "empty list": (entry(edit='{ "2 * x" = "{c} * x" }', c="[]"), r"\[wrong\] needs both"),
    "list without a constant": (entry(edit=EDIT, c="[1, 2]"), r"\[wrong\] needs both"),
    "constant of another type": (entry(edit='{ "2 * x" = "{c}" }', c="[[1]]"), r"\[wrong\] Expected .* at `\$\.c"),
    "overlapping texts": (
        entry(edit='{ "return 2 * x" = "return x", "2 * x" = "3 * x" }'),
        r"\[wrong\] has search texts that overlap\.",
    ),
    "equivalent with one bracket": (
        f"[equivalent]\nedit = {EDIT}\nreason = 'So.'\n",
        r"\[equivalent\] is a list: write it with two brackets, \[\[equivalent\]\]",
    ),
    "equivalent that is none": ("equivalent = 3\n", r"\[equivalent\] is a list"),
    "equivalent without a reason": (f"[[equivalent]]\nedit = {EDIT}\n", r"\[\[equivalent\]\] 1 .*field `reason`"),
    "equivalent whose text is gone": (
        f'[[equivalent]]\nedit = {EDIT}\nreason = ""\n[[equivalent]]\nedit = {{ "y" = "z" }}\nreason = "So."\n',
        r"\[\[equivalent\]\] 2 `y` occurs 0 times in the reference",
    ),
    "equivalent that is the reference": (
        '[[equivalent]]\nedit = { "2 * x" = "(2 * x)" }\nreason = "So."\n',
        r"\[\[equivalent\]\] 1 changes nothing\.",
    ),
}


@pytest.mark.parametrize(("text", "message"), ERRORS.values(), ids=list(ERRORS))
def test_errors_say_which_entry_and_why(tmp_path, text, message):
    with pytest.raises(CourseError, match=message) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "0" / "mistakes.toml"))


def test_a_name_stands_in_one_of_both_files(tmp_path):
    with pytest.raises(CourseError, match=r"mistakes\.toml: \[by_hand\] stands in mistakes\.py too; rename one"):
        load(tmp_path, entry("by_hand", edit=EDIT), module=to_written())


def test_a_later_file_replaces_entries_of_the_same_name_and_adds_others(tmp_path):
    below = entry("one", edit=EDIT) + entry("two", edit='{ "x / 2" = "x" }')
    mistakes = load(tmp_path, below, entry("three", edit='{ "2 * x" = "x" }') + entry("one", edit='{ "2 *" = "3 *" }'))
    assert [mistake.name for mistake in mistakes.known] == ["one", "two", "three"]
    assert "return 3 * x" in apply(mistakes, "one")[0]
    paths = [tmp_path / number / "mistakes.toml" for number in "01"]
    assert list(merge_entries(paths)) == ["one", "two", "three"]
    assert merge_entries(paths)["one"]["edit"] == {"2 *": "3 *"}


def test_an_error_names_the_file_that_the_entry_is_from(tmp_path):
    with pytest.raises(CourseError, match=r"/0/mistakes\.toml: \[wrong\] `y \* y` occurs 0 times"):
        load(tmp_path, entry(edit='{ "y * y" = "x" }'), entry("other", edit=EDIT))
