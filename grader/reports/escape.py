"""Escapes text for each kind of output: CSV, CI logs, Markdown, HTML.

Text from students is made printable on input (`grader.text`). Each output format may still interpret some of it as a
command, so there is one function per format, called where the output is written. JSON needs none, since its encoder
escapes. A terminal needs none for printable text that is passed to rich as `Text`, never as markup.
"""

from __future__ import annotations

import html
import re

# Spreadsheets treat these as the start of a formula; the full-width ones in Japanese and Chinese versions.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# GitHub parses `::command` after blanks and `##[command]` anywhere; Azure and TeamCity parse `##name[`.
_COMMAND = re.compile(r"^([^\S\n]*:)(?=:)|(#)(?=#\w*\[)", re.MULTILINE)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:@=])")


def to_csv_cell(text: str) -> str:
    """Return text that a spreadsheet does not interpret as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def to_log(text: str) -> str:
    """Return text in which a CI runner finds no commands: `::error::` becomes `: :error::`.

    Source: the runner's parser, actions/runner, src/Runner.Common/ActionCommand.cs.
    """
    return _COMMAND.sub(lambda match: f"{match[1] or match[2]} ", text)


def to_markdown(text: str) -> str:
    """Return text as one line of Markdown that renders literally, in a table, too."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def to_html(text: str) -> str:
    """Return text for an HTML element or a quoted attribute."""
    return html.escape(text)
