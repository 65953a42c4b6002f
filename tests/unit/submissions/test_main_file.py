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
        ({"hw-Copy1.ipynb": (F, G), "hw.ipynb": (F, G), "hw (1).ipynb": (F, G)}, "hw (1).ipynb"),
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


@pytest.mark.parametrize(
    ("files", "main"),
    [
        (["ex.py", "ex (1).py"], "ex (1).py"),
        (["ex.py", "ex(1).py", "ex (2).py", "ex (10).py"], "ex (10).py"),
        (["ex.py", "ex[1].py"], "ex[1].py"),
        (["a/ex.py", "a/ex (1).py"], "a/ex (1).py"),
        (["ex.py", "old/ex (1).py"], "ex.py"),
        (["ex.py", "ex-Copy1.py", "ex_v2.py", "ex_final.py", "ex - Copy (2).py", "Copy of ex.py", "ex.v3.py"], "ex.py"),
        (["ex.py", "ex_2026-11-30.py", "ex copy 2.py"], "ex.py"),
        (["ex_v2.py", "ex_v10.py"], "ex_v10.py"),
        (["ex (9).py", "ex (10).py"], "ex (10).py"),
        (["ex_2026-11-29.py", "ex_2026-11-30.py"], "ex_2026-11-30.py"),
        (["ex.ipynb", "ex (1).ipynb"], "ex (1).ipynb"),
        (["all.ipynb", "all (1).ipynb", "all-Copy1.ipynb"], "all (1).ipynb"),
        (["all.ipynb", "all_v2.ipynb"], "all.ipynb"),
        (["old/ex.py", "src/ex.py"], "src/ex.py"),
        (["a - Copy/ex.py", "a/ex.py"], "a/ex.py"),
    ],
)
def test_copy_counts_only_if_its_number_says_that_it_is_newer(files, main):
    for order in (files, files[::-1]):
        assert choose({path: F + G if path.endswith(".py") else (F, G) for path in order}).path == main


NOW, BEFORE = (2026, 11, 30, 12, 0, 0), (2026, 11, 29, 12, 0, 0)


@pytest.mark.parametrize(
    ("saved", "main"),
    [
        ({"ex.py": BEFORE, "ex_final.py": NOW}, "ex_final.py"),
        ({"ex.py": NOW, "ex_final.py": BEFORE}, "ex.py"),
        ({"ex.py": NOW, "ex_final.py": NOW}, "ex.py"),
        ({"ex.py": (), "ex_final.py": NOW}, "ex.py"),
        ({"ex.py": BEFORE, "ex_2026-11-30.py": ()}, "ex_2026-11-30.py"),
        ({"ex.py": NOW, "ex_2026-11-30.py": ()}, "ex.py"),
        ({"ex.py": NOW, "ex (1).py": BEFORE}, "ex (1).py"),
        ({"ex.py": BEFORE, "ex-Copy1.py": NOW, "ex_v2.py": BEFORE}, "ex-Copy1.py"),
    ],
)
def test_copy_counts_if_its_time_says_that_it_is_newer(saved, main):
    outlines = find_outlines(to_sources(dict.fromkeys(saved, F + G)), saved)
    chosen = find_main_file(outlines, "ex", ["f", "g"])
    assert chosen.path == main
    (note,) = chosen.notes
    assert all(path in note for path in saved)


def test_notes_on_copies_name_both():
    assert choose({"ex.py": F + G, "ex (1).py": F + G}).notes == (
        "ex (1).py is the one that counts for ex, and not ex.py: the number in its name says that it is newer. "
        "Hand in only the one that should count.",
    )
    assert choose({"ex.py": F + G, "ex_v2.py": F + G}).notes == (
        "ex.py is the one that counts for ex, and not ex_v2.py: it has the exercise's own name, and nothing says that "
        "another is newer. Hand in only the one that should count.",
    )
    assert choose({"ex.py": F + G, "ex (1).py": F}).notes == (
        "ex.py is the one that counts for ex, and not ex (1).py: more of its functions are written. "
        "Hand in only the one that should count.",
    )
    assert choose({"ex.py": F + G, "ex_v2.py": "x = 1"}).notes == ()


def test_template_that_was_fetched_again_does_not_replace_work():
    for again in (STUBS, F + STUB.replace("def f", "def g"), "(", ""):
        assert choose({"ex.py": F + G, "ex (1).py": again}).path == "ex.py"
    for unwritten in (STUBS, "", "x = 1"):
        assert choose({"ex.py": unwritten, "ex_v2.py": F + G}).path == "ex_v2.py"
    assert choose({"ex.py": STUBS, "ex (1).py": STUBS, "ex (2).py": F + G}).path == "ex (2).py"
