"""What authors import: complete, sorted, and quick to load."""

import subprocess
import sys
from types import ModuleType

import grader.exercise


def isort_order(name):
    """Order constants first, then classes, then functions, as the linter does."""
    return (not name.isupper(), not name[0].isupper(), name)


def test_all_is_sorted_and_complete():
    public = {name for name, value in vars(grader.exercise).items() if not isinstance(value, ModuleType)}
    public = {name for name in public if not name.startswith("_")}
    assert grader.exercise.__all__ == sorted(public, key=isort_order)


def test_import_is_light():
    code = "import sys, grader.exercise; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"hypothesis", "pytest", "jsonschema", "rich", "click", "msgspec"}
