"""Which processes there are below one, as /proc has it."""

import contextlib
import os
import signal
import time
from pathlib import Path


def find_descendants(pid):
    """Return the ids of all processes below one that have not ended."""
    parents, found = _parents(), set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


def find_left(before, wait_s):
    """Return which processes below this one are new and do not end by themselves; they are ended."""
    deadline = time.monotonic() + wait_s
    while (left := find_descendants(os.getpid()) - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    for pid in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    for pid in left:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    return left


def find_running(pids):
    """Return which of some processes run."""
    return set(pids) & set(_parents())


def _parents():
    """Return the parent of every process that has not ended."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(entry.name)] = int(parent)
    return parents
