"""The text of a function in a source."""

import pytest

from grader.submissions.function_text import find_function_text

LONG = """def double(
    x,
):
    # one

    return 2 * x  # two
"""


@pytest.mark.parametrize("after", ["", "y = 1", "# a comment", "@cache\ndef half(x): pass", "def doubled(x): pass"])
def test_a_function_ends_before_the_next_line_in_the_first_column(after):
    source = (("a.py", f"import numpy as np\n\n{LONG}\n\n{after}\n"),)
    assert find_function_text(source, "double") == LONG.rstrip()


def test_the_last_definition_counts_over_all_cells():
    cells = ("def double(x): return x", "def double(x): return 2 * x\ndouble(1)", "")
    assert find_function_text(tuple(("cell", text) for text in cells), "double") == "def double(x): return 2 * x"


@pytest.mark.parametrize(
    "text",
    ["double = lambda x: x", "class A:\n    def double(x): pass", "def doubled(x): pass", "# def double(x): pass"],
)
def test_what_is_no_def_at_the_top_level_has_no_text(text):
    assert find_function_text((("a.py", text),), "double") == ""
