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
# Of the lost weight: a slip that explains less than this is not the problem to fix first.
LEADING_SHARE = 0.25
_WITHOUT_ANSWER = ("not_attempted", "skipped")
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


def is_leading(diagnosis: Diagnosis, checks: Sequence[CheckReport]) -> bool:
    """Whether a diagnosis explains at least `LEADING_SHARE` of the weight that was lost; unwritten work is not lost."""
    wrong = [check for check in checks if check.verdict not in ("passed", *_WITHOUT_ANSWER)]
    explained = sum(check.weight for check in wrong if check.id in diagnosis.checks)
    return 0 < explained >= LEADING_SHARE * sum(check.weight for check in wrong)


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
    leading = [diagnosis for diagnosis in diagnoses if is_leading(diagnosis, checks)]
    if leading:
        return f"{state}. {_tell([diagnosis for diagnosis in leading if diagnosis.checks == leading[0].checks])}"
    if common:
        return common.message.replace("\n", " ")
    first = _find_first(open_checks, diagnoses)
    state += f", {untouched} not attempted" if untouched else ""
    return f"{state}. Look first at “{first.title.removesuffix('.')}”: {_first_line(first)}"


def _tell(diagnoses: Sequence[Diagnosis]) -> str:
    return " ".join(f"Likely mistake in {likely.function}: {likely.name} {likely.hint}" for likely in diagnoses)


def _find_first(open_checks: Sequence[CheckReport], diagnoses: Sequence[Diagnosis]) -> CheckReport:
    """Return the first check that is wrong; beside diagnoses that lead nothing, the heaviest that none explains."""
    wrong = [check for check in open_checks if check.verdict not in _WITHOUT_ANSWER] or open_checks
    if not diagnoses:
        return wrong[0]
    explained = {name for diagnosis in diagnoses for name in diagnosis.checks}
    return max([check for check in wrong if check.id not in explained] or wrong, key=lambda check: check.weight)


def _first_line(check: CheckReport) -> str:
    return check.message.partition("\n")[0]
