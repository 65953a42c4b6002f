"""One- or two-sentence messages about the state of an exercise."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from grader.exercise.failures import Failure
from grader.text import one_line, plural, quote_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.course.course import PublicExercise
    from grader.reports.report import CheckReport, Diagnosis
    from grader.submissions.submission import Submission

MAX_WARNINGS = 5


# Only the texts of NumPy's own warnings, for common functions: any other text could leak a hidden input.
_NUMERIC_WARNING = re.compile(
    r"RuntimeWarning: (overflow|underflow|divide by zero|invalid value) encountered in "
    r"(scalar )?(add|cosh|divide|dot|exp|exp2|expm1|log|log10|log1p|log2|matmul|multiply|power|reduce|sinh|sqrt|"
    r"square|subtract|true_divide)"
)


def exercise_message(checks: Sequence[CheckReport], diagnoses: Sequence[Diagnosis]) -> str:
    """Summarise the checks that passed, and name the problem to fix first."""
    verdicts = Counter(check.verdict for check in checks)
    open_checks = [check for check in checks if check.verdict != "passed"]
    if not open_checks:
        return f"All {plural(len(checks), 'check')} passed."
    if verdicts["not_attempted"] == len(checks):
        reasons = list(dict.fromkeys(check.message.partition("\n")[0] for check in checks))
        return f"Not attempted. {reasons[0]}" if len(reasons) == 1 else "Not attempted."
    if diagnoses:
        likely = diagnoses[0]
        state = f"{verdicts['passed']} of {plural(len(checks), 'check')} passed"
        return f"{state}. Likely mistake in {likely.function}: {likely.name} {likely.hint}"
    first = next((c for c in open_checks if c.verdict not in ("not_attempted", "skipped")), open_checks[0])
    cause = first.message.partition("\n")[0]
    same = [check for check in open_checks if check.message == first.message]
    if len(same) == len(checks):
        # After its first line, a hidden check's message may contain its input.
        return first.message.replace("\n", " ") if first.visibility == "public" else cause
    title = first.title.removesuffix(".")
    untouched = verdicts["not_attempted"]
    state = f"{verdicts['passed']} of {plural(len(checks), 'check')} passed"
    state += f", {untouched} not attempted" if untouched else ""
    return f"{state}. Look first at “{title}”: {cause}"


def explain_missing_file(exercise: PublicExercise, submission: Submission) -> Failure:
    """Report that an exercise has no file, and suggest one with a similar name."""
    names = quote_list([function.name for function in exercise.functions])
    by_stem = {PurePosixPath(path).stem.lower(): path for path in submission.files}
    close = difflib.get_close_matches(exercise.id, by_stem, n=1, cutoff=0.75)
    meant = f" Did you mean {one_line(by_stem[close[0]], 80)}?" if close else ""
    half = "at least half of " if len(exercise.functions) > 1 else ""
    text = f"The submission has no file {exercise.id}.py, and none that defines {half}{names}.{meant}"
    left_out = [note for note in submission.notes if f"{exercise.id}.py was left out" in note]
    return Failure("not_attempted", left_out[0] if left_out else text)


def numeric_warnings(texts: Iterable[str]) -> list[str]:
    """Return NumPy's own warnings, sorted; any other text could leak the inputs of a hidden check."""
    found = [match[0] for text in texts if (match := _NUMERIC_WARNING.fullmatch(text))]
    return sorted(set(found))[:MAX_WARNINGS]
