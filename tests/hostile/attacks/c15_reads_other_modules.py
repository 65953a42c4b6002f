# expected: raised: LookupError
# class: 15
"""Looks for the reference and the checks in every loaded module, their sources and what the traceback module keeps."""
import linecache
import sys


def double(x):
    for name, module in list(sys.modules.items()):
        if name.startswith(("assignments", "reference", "grader.course.course", "grader.exercise.checks", "grader.course.cases")):
            return 2 * x
    if any("reference" in name for name in linecache.cache):
        return 2 * x
    raise LookupError("nothing")
