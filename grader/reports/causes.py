"""Say why the checks of an exercise did not pass."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.reports.report import CheckReport, Diagnosis


def find_common_cause(checks: Sequence[CheckReport]) -> CheckReport | None:
    """Return the first check if no check passed and its message explains all of them, else None.

    In the student's view, a hidden check without an answer does not repeat the message of the public ones.
    """
    first = checks[0]
    if first.verdict != "passed" and all(check.message == first.message or _repeats(check, first) for check in checks):
        return first
    return None


def _repeats(check: CheckReport, first: CheckReport) -> bool:
    is_silent = check.visibility == "hidden" and check.rung == "not_returned"
    return is_silent and (check.verdict, check.rung) == (first.verdict, first.rung)


def exercise_message(checks: Sequence[CheckReport], diagnoses: Sequence[Diagnosis]) -> str:
    """Summarise the checks that passed, and name the problem to fix first."""
    verdicts = Counter(check.verdict for check in checks)
    open_checks = [check for check in checks if check.verdict != "passed"]
    if not open_checks:
        return f"All {plural(len(checks), 'check')} passed."
    common = find_common_cause(checks)
    untouched = verdicts["not_attempted"]
    if untouched == len(checks):
        return f"Not attempted. {_first_line(common)}" if common else "Not attempted."
    state = f"{verdicts['passed']} of {plural(len(checks), 'check')} passed"
    if diagnoses:
        likely = diagnoses[0]
        return f"{state}. Likely mistake in {likely.function}: {likely.name} {likely.hint}"
    if common:
        return common.message.replace("\n", " ")
    first = next((c for c in open_checks if c.verdict not in ("not_attempted", "skipped")), open_checks[0])
    state += f", {untouched} not attempted" if untouched else ""
    return f"{state}. Look first at “{first.title.removesuffix('.')}”: {_first_line(first)}"


def _first_line(check: CheckReport) -> str:
    return check.message.partition("\n")[0]
