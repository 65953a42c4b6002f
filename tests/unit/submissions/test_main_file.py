"""Which file defines an exercise's functions."""

import pytest

from grader.submissions.main_file import MAX_NOTES, MainFile, find_main_file, find_outlines
from tests.conftest import to_sources

F, G = "def f(): pass\n", "def g(): pass\n"
NAMED = "ex.py is named after the exercise. Move them there if they should count."


def choose(files):
    return find_main_file(find_outlines(to_sources(files)), "ex", ["f", "g"])


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"ex.py": "", "a.py": F + G}, "ex.py"),
        ({"ex.ipynb": (F,), "deep/ex.py": ""}, "deep/ex.py"),
        ({"b/ex.ipynb": (F,), "ex.ipynb": (F,)}, "ex.ipynb"),
        ({"a.py": F, "b.py": F + G}, "b.py"),
        ({"a.ipynb": (F, G), "b.py": F}, "a.ipynb"),
        ({"x/a.py": F + G, "b.ipynb": (F, G)}, "b.ipynb"),
        ({"ex (1).py": F + G}, "ex (1).py"),
        ({"hw-Copy1.ipynb": (F, G), "hw.ipynb": (F, G), "hw (1).ipynb": (F, G)}, "hw.ipynb"),
        ({"a.py": "class A:\n  def f(self): pass\n"}, None),
        ({"a.py": "from b import f"}, None),
        ({"a.py": "f = lambda: 1"}, "a.py"),
        ({"a.py": "f: int = 1"}, "a.py"),
        ({"a.py": "f == 1"}, None),
        ({"a.py": "x = '\\m'\nf = 1"}, "a.py"),
        ({}, None),
    ],
)
def test_rule(files, main):
    assert choose(files).path == main


@pytest.mark.parametrize("rest", ["print 'x'", "(", "\0", "x = " + "(" * 5000 + ")" * 5000, "-" * 200_000 + "1"])
def test_text_that_does_not_parse_is_searched(rest):
    text = f"async def f(): pass\n{rest}\ng = 1\nfrom x import h\n"
    assert choose({"a.py": text, "b.py": F}).path == "a.py"
    assert find_outlines(to_sources({"a.py": text}))["a.py"].imported == {"h"}


def test_no_choice_makes_no_note():
    assert choose({"ex.py": F + G}) == MainFile("ex.py")
    assert choose({"alone.ipynb": (F, G)}) == MainFile("alone.ipynb")
    assert choose({"ex.py": F + "from b import g", "b.py": G}) == MainFile("ex.py")
    assert choose({"ex.py": "from b import *", "b.py": F + G}) == MainFile("ex.py")
    assert choose({"ex.py": F + G, "other.py": F}) == MainFile("ex.py")


def test_notes_on_files_of_the_same_name():
    assert choose({"ex.py": F, "a/ex.py": F, "ex.ipynb": (F,)}).notes == (
        "a/ex.py was not used: ex.py is nearer to the top.",
        "ex.ipynb was not used: ex.py is a .py file, which comes before a notebook.",
    )
    assert choose({"a/ex.py": F, "b/ex.py": F}).notes == (
        "b/ex.py was not used: a/ex.py comes first in alphabetical order.",
    )


def test_notes_on_what_is_defined_elsewhere():
    assert choose({"ex.py": F + G, "all.ipynb": (F, G), "b.py": G}).notes == (
        f"all.ipynb was not used for ex, though it defines f and g: {NAMED}",
    )
    assert choose({"ex.py": F, "b.py": F + G}).notes == (f"b.py was not used for ex, though it defines g: {NAMED}",)
    assert choose({"a.ipynb": (F,), "b.ipynb": (G,)}).notes == (
        "a.ipynb was used for ex: it defines f.",
        "b.ipynb was not used for ex, though it defines g.",
    )


def test_notes_on_two_definitions():
    assert choose({"ex.py": F + "\n" + F}).notes == ("f is defined 2 times; the last one counts (ex.py, line 3).",)
    assert choose({"a.ipynb": (F, G, "x = 1\n" + F)}).notes == (
        "f is defined 2 times; the last one counts (a.ipynb, cell 3, line 2).",
    )
    assert choose({"ex.py": F + "f = wrap(f)\n" + G + "@vectorise\n" + G}).notes == ()


def test_notes_do_not_go_on_for_ever():
    assert len(choose({f"{i}.py": F for i in range(50)}).notes) == 1 + MAX_NOTES
    assert len(choose({f"{i}/ex.py": F for i in range(50)}).notes) == MAX_NOTES


STUB = 'def f(x):\n    """Return x."""\n    raise NotImplementedError\n'
STUBS = STUB + STUB.replace("def f", "def g")


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"ex.py": STUBS, "a.ipynb": (F, G)}, "a.ipynb"),
        ({"ex.py": STUBS, "a.ipynb": (F, STUB.replace("def f", "def g"))}, "a.ipynb"),
        ({"ex.py": STUBS, "a.ipynb": (STUBS,)}, "ex.py"),
        ({"ex.py": F + G, "a.ipynb": (STUBS,)}, "ex.py"),
        ({"ex.py": STUBS + F, "a.ipynb": (F, G)}, "ex.py"),
        ({"ex.py": STUBS, "other.py": F + G}, "ex.py"),
        ({"ex.py": STUBS, "sub/ex.py": F + G}, "sub/ex.py"),
        ({"a.ipynb": (STUBS,), "a-Copy1.ipynb": (F, G)}, "a-Copy1.ipynb"),
        ({"a.ipynb": (STUBS,), "b.py": F + G}, "b.py"),
        ({"ex.ipynb": (STUBS,), "b.py": F + G}, "b.py"),
        ({"ex.py": "from a import f, g", "a.ipynb": (F, G)}, "ex.py"),
        ({"a.ipynb": (STUBS,)}, "a.ipynb"),
        (
            {"ex.py": STUB.replace("raise NotImplementedError", "raise NotImplementedError('later')"), "a.ipynb": (F,)},
            "a.ipynb",
        ),
        ({"ex.py": STUB.replace("    raise", "    y = x\n    raise"), "a.ipynb": (F,)}, "ex.py"),
        ({"ex.py": STUB.replace("raise NotImplementedError", "raise ValueError"), "a.ipynb": (F,)}, "ex.py"),
    ],
)
def test_untouched_stub_gives_way_to_work_of_the_other_kind(files, main):
    assert choose(files).path == main


def test_notes_on_what_is_untouched():
    assert choose({"ex.py": STUBS, "a.ipynb": (F, G)}).notes == (
        "a.ipynb was used for ex: nothing is written in ex.py yet.",
    )
    assert choose({"ex.py": F + G, "a.ipynb": (STUBS,)}).notes == ()
    assert choose({"ex.py": STUBS, "a.ipynb": (STUBS,)}).notes == ()
    assert choose({"ex.py": STUBS, "other.py": F + G}).notes == (
        f"other.py was not used for ex, though it defines f and g: {NAMED}",
    )


@pytest.mark.parametrize(("single", "total"), [(20, 10**6), (10**6, 20)])
def test_long_texts_are_not_parsed_but_looked_through(monkeypatch, single, total):
    monkeypatch.setattr("grader.submissions.main_file.MAX_PARSED_CHARS", single)
    monkeypatch.setattr("grader.submissions.main_file.MAX_PARSED_TOTAL_CHARS", total)
    monkeypatch.setattr("ast.parse", None)
    assert choose({"a.py": F + G + "# and much more text"}).path == "a.py"


def test_text_with_very_many_fields_is_not_parsed(monkeypatch):
    """Python looks for each field of an f-string from its start: https://github.com/python/cpython/issues/155525."""
    monkeypatch.setattr("grader.submissions.main_file.ast.parse", None)
    text = "def f(): pass\nx = f'" + "{a}" * 5_001 + "'\ndef g(): pass\n"
    assert choose({"a.py": text}).path == "a.py"


def test_many_definitions_of_one_name_keep_one_place():
    outlines = find_outlines(to_sources({"a.py": F * 3 + "@g\n" + F}))
    assert outlines["a.py"].defined == {"f": (3, "a.py, line 3")}
