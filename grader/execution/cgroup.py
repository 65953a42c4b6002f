"""Counts the processes that the kernel killed for lack of memory in this process's control group, where it has one.

Workers are in the group of the grader. Where there is no such counter (macOS, no control group, no right to read it),
nothing is counted, and every death of a worker is the student's.

Sources: Linux, Documentation/admin-guide/cgroup-v2.rst (memory.events) and cgroup-v1/memory.rst (memory.oom_control);
proc(5) on /proc/self/cgroup and /proc/self/mountinfo.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path, PurePosixPath

_PROC = Path("/proc/self")
_OOM_KILL = re.compile(r"^oom_kill (\d{1,19})$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([0-7]{3})")


class OomCounter:
    """The number of processes that were killed for lack of memory, as it was when it was last read."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or find_counter()
        self._last = read_oom_kills(self._path)

    def has_grown(self) -> bool:
        """Whether the number grew since the last reading; False if it cannot be read."""
        before, self._last = self._last, read_oom_kills(self._path)
        return before is not None and self._last is not None and self._last > before


def read_oom_kills(path: Path | None) -> int | None:
    """Return the number of kills in a counter's file; None if it cannot be read or has no such number."""
    if path is None:
        return None
    try:
        found = _OOM_KILL.search(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return None
    return int(found[1]) if found else None


@functools.cache
def find_counter(proc: Path = _PROC) -> Path | None:
    """Return the file with this process's counter; None if there is none.

    Without a memory controller of its own, a group of version 2 is counted with the nearest one above that has one.
    """
    try:
        groups = (proc / "cgroup").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        mounts = (proc / "mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    for line in groups:
        number, controllers, group = (*line.split(":", 2), "", "")[:3]
        if "memory" in controllers.split(","):
            found = _find_file(mounts, "cgroup", group, "memory.oom_control")
        elif (number, controllers) == ("0", ""):
            found = _find_file(mounts, "cgroup2", group, "memory.events")
        else:
            continue
        if found is not None:
            return found
    return None


def _find_file(mounts: list[str], kind: str, group: str, name: str) -> Path | None:
    for line in mounts:
        fields, _, options = line.partition(" - ")
        root, place = (*map(_unescape, fields.split(" ")[3:5]), "", "")[:2]
        # Version 1 mounts each controller by itself, and names it in the options of the file system.
        is_ours = options.split(" ")[0] == kind and (kind == "cgroup2" or "memory" in options.split(" ")[-1].split(","))
        if is_ours and PurePosixPath(group).is_relative_to(root):
            below = PurePosixPath(group).relative_to(root)
            folders = [Path(place) / part for part in (below, *below.parents)]
            found = next((folder / name for folder in folders if read_oom_kills(folder / name) is not None), None)
            if found is not None:
                return found
    return None


def _unescape(text: str) -> str:
    """Return a path of mountinfo, in which blanks are written as octal numbers."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)), text)
