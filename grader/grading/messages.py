"""Messages about a submission's files and its code's warnings."""

from __future__ import annotations

import difflib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from grader.exercise.failures import Failure
from grader.text import one_line, quote_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.course.course import PublicExercise
    from grader.submissions.submission import Submission

MAX_WARNINGS = 5
# Only NumPy's own warnings: a student's can say anything, and would crowd them out.
_NUMERIC_WARNING = re.compile(
    r"RuntimeWarning: (overflow|underflow|divide by zero|invalid value) encountered in "
    r"(scalar )?(add|cosh|divide|dot|exp|exp2|expm1|log|log10|log1p|log2|matmul|multiply|power|reduce|sinh|sqrt|"
    r"square|subtract|true_divide)"
)


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
    """Return NumPy's own warnings, sorted."""
    found = [match[0] for text in texts if (match := _NUMERIC_WARNING.fullmatch(text))]
    return sorted(set(found))[:MAX_WARNINGS]
