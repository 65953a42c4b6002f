"""Checks exercises again after each save that affects them: `find_saves` -> `practise` -> outcomes.

It polls the files ten times a second. For the few dozen files of a student's folder, a poll takes less than a
millisecond; polling works on every system and network drive, and needs no other package.
"""

from __future__ import annotations

import re
import time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from grader.practice.practice import find_main, load_work, practise
from grader.submissions.files import find_source_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from grader.course.student_folder import StudentFolder
    from grader.practice.practice import PracticeResult
    from grader.worker.loader import Source

PERIOD_S = 0.1
# Wait for a save to settle: an editor may truncate a file before writing it.
SETTLED_S = 0.03
_IMPORTED = re.compile(r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+([^\n#]+)|import[ \t]+([^\n#]+))", re.MULTILINE)

Stamps = dict[str, tuple[int, int]]


def watch(template: StudentFolder, sleep: Callable[[float], None] = time.sleep) -> Iterator[list[PracticeResult]]:
    """Yield the results of all exercises, then after each save those of the exercises it affects; never ends."""
    before = read_stamps(template.root)  # before the files are read: a later save must not be missed
    work = load_work(template.root)
    known = {folder: practise(template, folder, work) for folder in template.folders}
    yield list(known.values())
    for changed in find_saves(template.root, before, sleep):
        work = load_work(template.root)
        now = {}
        for folder, outcome in known.items():
            _, main = find_main(template, folder, work)
            if main.path != outcome.main or is_touched(main.path, changed, work.submission.files):
                now[folder] = practise(template, folder, work)
        known |= now
        if now:
            yield list(now.values())


def find_saves(root: Path, before: Stamps, sleep: Callable[[float], None] = time.sleep) -> Iterator[set[str]]:
    """Yield the paths of files changed, created or deleted since `before`, once per save; never ends."""
    while True:
        sleep(PERIOD_S)
        now = read_stamps(root)
        if now == before:
            continue
        while True:
            sleep(SETTLED_S)
            again = read_stamps(root)
            if again == now:
                break
            now = again
        yield {path for path, _ in set(now.items()) ^ set(before.items())}
        before = now


def read_stamps(root: Path) -> Stamps:
    """Return the modification time in ns and the size in bytes of each source, by path."""
    stamps: Stamps = {}
    for name in [member.path for member in find_source_files(root)[0]]:
        try:
            stat = (root / name).stat()
        except OSError:  # deleted since it was listed
            continue
        stamps[name] = (stat.st_mtime_ns, stat.st_size)
    return stamps


def is_touched(main: str | None, changed: set[str], files: Mapping[str, Source]) -> bool:
    """Whether a save may change the result of an exercise: it changed its main file, or a file that this imports."""
    if main is None:
        return False
    return main in changed or bool({_stem(path) for path in changed} & find_imported(main, files))


def find_imported(main: str, files: Mapping[str, Source]) -> set[str]:
    """Return the names of the submission's Python files that a file imports, directly or indirectly."""
    by_stem = {_stem(path): path for path in files if path.endswith(".py")}
    found: set[str] = set()
    left = [main]
    while left:
        for _, text in files[left.pop()]:
            named = {name for match in _IMPORTED.findall(text) for name in re.findall(r"\w+", " ".join(match))}
            new = (named & set(by_stem)) - found
            found |= new
            left += [by_stem[stem] for stem in new]
    return found


def _stem(path: str) -> str:
    return PurePosixPath(path).stem
