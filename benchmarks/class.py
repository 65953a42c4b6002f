"""Grades a class of 500 on two cores: `python benchmarks/class.py [STUDENTS]`, from the solutions among the tests.

175 are right in many styles, 225 have one to three mistakes, 50 are unfinished, 25 hang or crash, and 25 are notebooks
and zips; a smaller class has the same shares. Each exercise's solutions are dealt out in a shuffled order, so that none
comes again before all others did. The seed is fixed.
"""

import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from grader import load_course
from grader.batch.process_pool import find_wall_s, grade_in_parallel
from grader.batch.results import find_names, write_reports
from grader.grading.grading import BOTH

ROOT = Path(__file__).resolve().parent.parent
STUDENTS, JOBS, SEED = 500, 2, 15
SHARES = {
    "right": 175,
    "one mistake": 75,
    "two mistakes": 75,
    "three mistakes": 75,
    "unfinished": 50,
    "hang or crash": 25,
    "notebook or zip": 25,
}
ENDS = ("while True: pass", "import os; os.abort()", "return f(*args, **options)", "return bytearray(1 << 34)")
STUB = "def {}(*args, **options):\n    raise NotImplementedError\n\n\n"
MISTAKES = {"one mistake": 1, "two mistakes": 2, "three mistakes": 3}


class Deck:
    """Deals out paths in a shuffled order, and shuffles again when all are dealt out."""

    def __init__(self, paths, chance):
        self.paths, self.chance, self.left = sorted(paths), chance, []

    def deal(self):
        if not self.left:
            self.left = self.chance.sample(self.paths, len(self.paths))
        return self.left.pop()


class Solutions:
    """The right and the wrong solutions by exercise, and stubs."""

    def __init__(self, exercises, chance):
        self.exercises, self.chance = exercises, chance
        names = [exercise.id for exercise in exercises]
        tests = ROOT / "tests"
        self.right = {name: Deck((tests / "right").glob(f"*/{name}.py"), chance) for name in names}
        self.wrong = {name: Deck(_find_wrong(tests / "wrong", name), chance) for name in names}

    def write_right(self, folder):
        """Write a right solution of each exercise, and what it imports beside it."""
        folder.mkdir(parents=True)
        for name, deck in self.right.items():
            shutil.copy(deck.deal(), folder / f"{name}.py")

    def write_mistakes(self, folder, count):
        """Replace the solutions of `count` exercises by wrong ones."""
        for exercise in self.chance.sample(self.exercises, count):
            shutil.copy(self.wrong[exercise.id].deal(), folder / f"{exercise.id}.py")

    def write_unfinished(self, folder):
        """Replace the solutions of three to all exercises by stubs, or leave them out."""
        for exercise in self.chance.sample(self.exercises, self.chance.randint(3, len(self.exercises))):
            path = folder / f"{exercise.id}.py"
            if self.chance.random() < 0.3 and len(list(folder.iterdir())) > 1:
                path.unlink()
            else:
                path.write_text("".join(STUB.format(function.name) for function in exercise.functions))

    def write_end(self, folder):
        """Let a function of one exercise hang, crash, recurse for ever, or take all memory."""
        exercise, statement = self.chance.choice(self.exercises), self.chance.choice(ENDS)
        name = exercise.functions[0].name
        with (folder / f"{exercise.id}.py").open("a") as file:
            file.write(f"\n\ndef {name}(*args, **options):\n    f = {name}\n    {statement}\n")


def _find_wrong(folder, name):
    return [path for path in folder.glob(f"*/{name}.py") if "_knows_nothing" not in path.parent.name]


def write_student(solutions, folder, kind):
    """Write a submission of a kind; return its path."""
    solutions.write_right(folder)
    solutions.write_mistakes(folder, MISTAKES.get(kind, 0))
    if kind == "unfinished":
        solutions.write_unfinished(folder)
    if kind == "hang or crash":
        solutions.write_end(folder)
    if kind == "notebook or zip":
        solutions.write_mistakes(folder, solutions.chance.randint(0, 1))
        return solutions.chance.choice((to_notebooks, to_zip))(folder)
    return folder


def to_notebooks(folder):
    for path in sorted(folder.glob("*.py")):
        cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": path.read_text()}
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell | {"id": "only"}]}
        path.with_suffix(".ipynb").write_text(json.dumps(notebook))
        path.unlink()
    return folder


def to_zip(folder):
    shutil.make_archive(folder, "zip", folder)
    shutil.rmtree(folder)
    return folder.with_suffix(".zip")


def write_class(course, folder, students):
    """Write a class in a shuffled order; return the kind of each submission by its path."""
    chance = random.Random(SEED)
    solutions = Solutions(course.exercises, chance)
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(share * students / STUDENTS))]
    chance.shuffle(kinds)
    return {write_student(solutions, folder / f"s{number:03}", kind): kind for number, kind in enumerate(kinds)}


def own_memory_mb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def grade_class(course, paths, out):
    """Grade as `grader batch` does; return the seconds of each submission by number, those of all, and memory in MB.

    The memory is that of this process after each report.
    """
    seconds, memory_mb = {}, []

    def note(numbered):
        for index, report in numbered:
            seconds[index] = report.timing.wall_s
            yield index, report

    (out / "reports").mkdir(parents=True)
    started = time.perf_counter()
    reports = note(grade_in_parallel(course, paths, JOBS, BOTH, find_wall_s(course)))
    rows = []
    for row in write_reports(course, reports, find_names(paths), out, "instructor"):
        rows.append(row)
        memory_mb.append(own_memory_mb())
    return seconds, time.perf_counter() - started, memory_mb


def main():
    students = int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS
    course = load_course(ROOT)
    with tempfile.TemporaryDirectory() as name:
        kinds = write_class(course, Path(name) / "class", students)
        paths = list(kinds)
        seconds, all_s, memory_mb = grade_class(course, paths, Path(name) / "results")
    print(f"submissions per second, -j {JOBS}          {len(paths) / all_s:7.2f}   ({len(paths)} in {all_s:.0f} s)")
    by_kind = defaultdict(list)
    for index, wall_s in seconds.items():
        by_kind[kinds[paths[index]]].append(wall_s)
    for kind in SHARES:
        if by_kind[kind]:
            print(f"median of {len(by_kind[kind]):3} {kind:22} {statistics.median(by_kind[kind]):7.2f} s")
    grown_mb = (memory_mb[-1] - memory_mb[0]) / len(memory_mb)
    print(f"memory of the main process            {memory_mb[-1]:7.0f} MB, {grown_mb:.3f} MB more per report")


if __name__ == "__main__":
    main()
