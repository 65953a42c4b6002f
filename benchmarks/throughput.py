"""How fast submissions are graded: `python benchmarks/throughput.py`, ratios within one run first.

The floor is one fork per exercise that loads the same source and makes the same calls, with nothing checked.
"""

import statistics
import time
from pathlib import Path

from grader import grade, load_course, load_submission
from grader.choice import choose_file, find_outlines
from grader.forkserver import ForkServer
from grader.grading import grade_exercise
from grader.session import Session

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7


class Log:
    """Passes calls on to a session and keeps those that take no functions."""

    def __init__(self, session):
        self.session = session
        self.calls = []

    def call(self, function, arguments, callbacks=()):
        if not callbacks:
            self.calls.append((function, arguments))
        return self.session.call(function, arguments, callbacks)

    def restart(self):
        self.session.restart()


def record(course, submission, server):
    """Return the calls of each exercise, with what is needed to make them again."""
    recorded = []
    outlines = find_outlines(submission.files)
    for exercise in course.exercises:
        path = choose_file(outlines, exercise.id, [f.name for f in exercise.functions]).main
        if path is None:
            continue
        with Session(server, submission.files, path, course.limits) as session:
            log = Log(session)
            grade_exercise(exercise, log)
        recorded.append((path, log.calls))
    return recorded


def replay(course, submission, server, recorded):
    """Make the recorded calls and look at nothing."""
    for path, calls in recorded:
        with Session(server, submission.files, path, course.limits) as session:
            for function, arguments in calls:
                session.call(function, arguments)


def median_s(function):
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main():
    started = time.perf_counter()
    course = load_course(ROOT)
    loaded_s = time.perf_counter() - started
    ada = load_submission(ROOT / "examples" / "class" / "ada")
    umut = load_submission(ROOT / "examples" / "class" / "umut")
    with ForkServer() as server:
        recorded = record(course, ada, server)
        calls = sum(len(calls) for _, calls in recorded)
        right_s = median_s(lambda: grade(course, ada, server))
        floor_s = median_s(lambda: replay(course, ada, server, recorded))
        wrong_s = median_s(lambda: grade(course, umut, server))
    # The floor leaves out calls that take functions of the grader, so this ratio is on the high side.
    print(f"a right submission, to the floor      {right_s / floor_s:6.2f} times")
    print(f"a mistake in each, to a right one     {wrong_s / right_s:6.2f} times")
    print(f"exercises / calls without functions   {len(course.exercises)} / {calls}")
    print(f"a right submission, warm              {right_s * 1e3:6.0f} ms")
    print(f"loading the course, inputs drawn      {loaded_s * 1e3:6.0f} ms")


if __name__ == "__main__":
    main()
