"""Say why the checks of an exercise did not pass."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from grader.text import plural, quote_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.reports.report import CheckReport, Diagnosis

NOT_WRITTEN = "is not written yet: it raised NotImplementedError."
NOT_DEFINED = "is not defined."
_OF_SEVERAL = {NOT_WRITTEN: "are not written yet: they raise NotImplementedError.", NOT_DEFINED: "are not defined."}
_MISSING = re.compile(rf"(\w+) ({'|'.join(map(re.escape, _OF_SEVERAL))})(.*)", re.DOTALL)


def join_missing(messages: Iterable[str]) -> str:
    """Join messages about functions that are not there; those missing for the same reason share a sentence."""
    found: dict[tuple[str, str], list[str]] = {}
    for message in dict.fromkeys(messages):
        match = _MISSING.fullmatch(message)
        name, reason, rest = match.groups() if match else ("", message, "")
        found.setdefault((reason, rest), []).append(name)
    return " ".join(
        f"{quote_list(names)} {_OF_SEVERAL[reason] if len(names) > 1 else reason}{rest}".strip().replace("\n", " ")
        for (reason, rest), names in found.items()
    )


def is_untouched(checks: Sequence[CheckReport]) -> bool:
    """Whether no check of an exercise found a function to call."""
    return all(check.verdict == "not_attempted" for check in checks)


def explain_untouched(checks: Sequence[CheckReport], unwritten: Sequence[str] = ()) -> str:
    """Return why no check found a function to call; of hidden checks students read less, and these add nothing.

    Args:
        unwritten: the functions that the file defines as stubs; a check stops at the first of them.
    """
    told = [check for check in checks if check.visibility == "public"]
    return join_missing(
        [*(check.message for check in told or checks), *(f"{name} {NOT_WRITTEN}" for name in unwritten)]
    )


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


def exercise_message(
    checks: Sequence[CheckReport], diagnoses: Sequence[Diagnosis], unwritten: Sequence[str] = ()
) -> str:
    """Summarise the checks that passed, and name the problem to fix first; `unwritten` is for `explain_untouched`."""
    verdicts = Counter(check.verdict for check in checks)
    open_checks = [check for check in checks if check.verdict != "passed"]
    if not open_checks:
        return f"All {plural(len(checks), 'check')} passed."
    if is_untouched(checks):
        return f"Not attempted. {explain_untouched(checks, unwritten)}"
    common = find_common_cause(checks)
    untouched = verdicts["not_attempted"]
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
