"""Generates docs/report.md from the report's types, so the two cannot diverge."""

from __future__ import annotations

from typing import Any

from grader.reports.report import to_schema

_INTRODUCTION = """# The report

Written by `grader schema --markdown` from the types in `grader/reports/report.py`; the JSON Schema is
[report.schema.json](report.schema.json). A report is one tree: submission, exercises, checks. Two runs on the same
submission, on the same machine and versions, can differ only in `timing`.

`--view student` removes the expected values of counterexamples, all times, faults of the grader, answers without a
diagnosis, and, for hidden checks, the counterexample and the printed output. The message of a hidden check becomes its
`sentence` if it has one, and otherwise a constant sentence for its `rung`; the message of an exercise is made from
these.

## Verdicts

| verdict | meaning | points |
|---|---|---|
| `passed` | the property holds for every input tried | yes |
| `failed` | an answer was wrong, or of the wrong type or shape | no |
| `raised` | the student's code raised an exception, or its file cannot be loaded | no |
| `timed_out` | a call, or loading a file, took too long | no |
| `out_of_memory` | the memory limit was exceeded | no |
| `died` | the process exited or crashed: exit, abort, a signal, a broken connection | no |
| `skipped` | not run: a function timed out twice before, or the exercise used up its time | no |
| `not_attempted` | the function is missing, or it raised NotImplementedError | no |
| `grader_fault` | the check fails for the reference, no worker starts or the grader fails; regrade | no, provisional |
"""


def render_manual() -> str:
    """Return docs/report.md: an introduction, and a table of fields for each type of the report."""
    definitions: dict[str, Any] = to_schema()["$defs"]
    sections = [_section(name, definition) for name, definition in definitions.items()]
    return "\n".join([_INTRODUCTION, *sections])


def _section(name: str, definition: dict[str, Any]) -> str:
    rows = [
        f"| `{field}` | {_type(schema)} | {schema.get('description', '')} |"
        for field, schema in definition["properties"].items()
    ]
    head = ["| field | type | meaning |", "|---|---|---|"]
    return "\n".join([f"## {name}", "", definition["description"], "", *head, *rows, ""])


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type(option) for option in schema["anyOf"])
    if "$ref" in schema:
        target = schema["$ref"].rpartition("/")[2]
        return f"[{target}](#{target.lower()})"
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if schema.get("type") == "object":
        return f"object of {_type(schema['additionalProperties'])} by name"
    name = str(schema["type"])
    return {"string": "text", "boolean": "true or false"}.get(name, name)
