"""Makes text harmless where it is written: a table, a log, Markdown, HTML.

What a student could have written is made printable when it comes in (`grader.text`). Here is what each place it goes
out to would still take for a command: one function per place, applied where the writing is done. JSON needs none:
its encoder escapes what JSON gives a meaning to. On a terminal nothing is left to escape once text is printable,
as long as it is given to rich as `Text` and never as markup.
"""

from __future__ import annotations

import html
import re

# What a spreadsheet takes for the beginning of a formula; the wide ones it does in Japanese and Chinese.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# GitHub looks for `::command` after blanks, and for `##[command]` anywhere; Azure and TeamCity for `##name[`.
_COMMAND = re.compile(r"^([^\S\n]*:)(?=:)|(#)(?=#\w*\[)", re.MULTILINE)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:@=])")


def to_csv_cell(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def to_log(text: str) -> str:
    """Return text in which the runner of a CI job finds no commands: `::error::` becomes `: :error::`.

    Source: the runner's own parser, actions/runner, src/Runner.Common/ActionCommand.cs.
    """
    return _COMMAND.sub(lambda match: f"{match[1] or match[2]} ", text)


def to_markdown(text: str) -> str:
    """Return text as one line of Markdown that shows it as it is, in a table too."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def to_html(text: str) -> str:
    """Return text for the inside of an HTML element or a quoted attribute."""
    return html.escape(text)
