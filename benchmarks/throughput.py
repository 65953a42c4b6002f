"""How fast submissions are graded: `python benchmarks/throughput.py`, ratios within one run first.

Everything runs on one core, but where two are compared. The floor is one fork per exercise that loads the same
source and makes the same calls, all of them asked ahead, with nothing checked.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from grader.choice import choose_file, find_outlines  # noqa: E402
from grader.session import Session  # noqa: E402

CLASS = ROOT / "examples" / "class"


def make_calls(course, submission, server):
    """Make the calls of every check's script and look at nothing; return how many there were."""
    outlines, made = find_outlines(submission.files), 0
    for exercise in course.exercises:
        path = choose_file(outlines, exercise.id, [f.name for f in exercise.functions]).main
        with Session(server, submission.files, path, course.limits) as session:
            for recorded in exercise.checks:
                session.make_calls(recorded.script)
                made += len(recorded.script.questions)
    return made
