"""Each place that text goes out to takes nothing in it for a command."""

import pytest

from grader.reports.escape import to_csv_cell, to_html, to_log, to_markdown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_formulas_become_text(text):
    assert to_csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "ada", "a=1", "1-2", "naïve"])
def test_other_cells_stay(text):
    assert to_csv_cell(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::error::x", ": :error::x"),
        ("ok\n  ::set-output name=a::b", "ok\n  : :set-output name=a::b"),
        ("\u00a0::stop-commands::x", "\u00a0: :stop-commands::x"),
        (":::error::", ": ::error::"),
        ("a ##[error]b", "a # #[error]b"),
        ("##vso[task.complete]", "# #vso[task.complete]"),
        ("####[error]", "### #[error]"),
        ("## Title", "## Title"),
        ("x[::2] and a::b", "x[::2] and a::b"),
    ],
)
def test_commands_in_logs_are_broken_up(text, expected):
    assert to_log(text) == expected


def test_markdown_shows_text_as_it_is():
    assert to_markdown("a|*b*\n# <c> [d](e)") == r"a\|\*b\* \# \<c\> \[d\]\(e\)"


def test_html_has_no_elements_and_no_ends_of_attributes():
    assert to_html("<b a=\"x\" c='y'>&") == "&lt;b a=&quot;x&quot; c=&#x27;y&#x27;&gt;&amp;"
