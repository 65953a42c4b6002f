"""What is told about functions that a submission has in place of those it lacks."""

from types import SimpleNamespace

import pytest

from grader.course.course import load_course
from grader.grading.grading import grade
from grader.grading.misplaced import MAX_PLACES, MISPLACED, NOTHING_FOUND, explain_misplaced
from grader.submissions.main_file import find_outlines
from tests.conftest import to_sources, to_submission
from tests.toy import write_course

ASKED = {"gradient_check": ["numerical_gradient", "gradient_check"], "softmax_shift": ["softmax"]}
EXERCISES = [
    SimpleNamespace(id=exercise_id, functions=[SimpleNamespace(name=name) for name in names])
    for exercise_id, names in ASKED.items()
]
ADVICE = "Define each function at the top level, under the name in its statement."


def explain(files, missing=None):
    missing = ASKED if missing is None else missing
    return explain_misplaced(EXERCISES, missing, list(missing), find_outlines(to_sources(files)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def eval_numerical_gradient(f, x): pass\ndef grad_check(f, x): pass\n",
         "hw.py defines eval_numerical_gradient (for numerical_gradient?) "
         "and grad_check (for gradient_check?)"),
        ("def Softmax(Z): pass", "hw.py defines Softmax (for softmax?)"),
        ("class SoftMax:\n  def forward(self, Z): pass", "hw.py defines SoftMax (for softmax?)"),
        ("def sofmax(Z): pass", "hw.py defines sofmax (for softmax?)"),
        ("class Model:\n  def softmax(self, Z): pass", "softmax is a method of the class Model (hw.py, line 2)"),
        ("if __name__ == '__main__':\n  def softmax(Z): pass",
         "softmax is defined under `if __name__ == ...`, which is not run (hw.py, line 2)"),
        ("def main():\n  def softmax(Z): pass", "softmax is defined inside the function main (hw.py, line 2)"),
        ("try:\n  import x\n  def softmax(Z): pass\nexcept E: pass",
         "softmax is defined in an indented block (hw.py, line 3)"),
        ("(\ndef soft_max(Z): pass", "hw.py defines soft_max (for softmax?)"),
    ],
)  # fmt: skip
def test_what_was_perhaps_meant_is_named(text, told):
    assert explain({"hw.py": text}) == [f"{MISPLACED}: {told}. {ADVICE}"]


def test_too_few_functions_of_an_exercise_are_named():
    (note,) = explain(
        {"hw.py": "def gradient_check(): pass"}, {"gradient_check": ["numerical_gradient", "gradient_check"]}
    )
    assert "hw.py defines only gradient_check of gradient_check (name the file gradient_check.py)" in note


def test_helpers_of_one_exercise_are_not_taken_for_another():
    helpers = "def softmax_grad(): pass\nclass A:\n  def softmax(self): pass"
    assert explain({"gradient_check.py": helpers}, {"gradient_check": [], "softmax_shift": ["softmax"]}) == []
    assert explain({"softmax_shift.py": helpers}, {"gradient_check": [], "softmax_shift": ["softmax"]}) != []


def test_what_else_was_found_is_told_only_if_nothing_counts():
    files = {"hw.py": "def loss(): pass\nclass Net: pass", "b.ipynb": ("x = 1",)}
    assert explain(files) == [f"{NOTHING_FOUND}: hw.py defines loss and Net; b.ipynb defines none."]
    assert explain(files, {"softmax_shift": ["softmax"]}) == []
    assert explain({}) == []


def test_note_is_one_and_short():
    files = {f"{i}.py": f"def softmax_{i}(): pass\n" * 50 for i in range(100)}
    (note,) = explain(files)
    assert note.count("(for softmax?)") == MAX_PLACES
    assert "; 90 more. Define" in note
    (note,) = explain({"a.py": "".join(f"def f{i}(): pass\n" for i in range(100))})
    assert note.endswith("f7 and 92 more.")


def test_functions_that_the_checks_missed_are_explained_once(tmp_path, server):
    toy = load_course(write_course(tmp_path))

    def notes(files):
        return grade(toy, to_submission(files), server).submission.notes

    assert notes({"double.py": "def duoble(x): return 2 * x"}) == (
        f"{MISPLACED}: double.py defines duoble (for double?). {ADVICE}",
    )
    assert notes({"hw.ipynb": ("class A:\n  def double(self, x): pass",)}) == (
        f"{MISPLACED}: double is a method of the class A (hw.ipynb, cell 1, line 2). {ADVICE}",
    )
    assert notes({"double.py": "def double(x): raise NotImplementedError\ndef doubles(): pass"}) == ()
    assert notes({"double.py": "def double(x): return 2 * x\ndef doubles(): pass"}) == ()
