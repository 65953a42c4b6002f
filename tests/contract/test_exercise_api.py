"""What authors import: complete, sorted, quick to load, explained, and all that an exercise needs."""

import ast
import re
import subprocess
import sys
from types import ModuleType

import numpy as np
import pytest

import grader.exercise
from grader.authoring.new_exercise import to_skeleton
from grader.course import cases
from grader.course.course import load_course
from grader.exercise.misconceptions import find_misconceptions, misconception
from grader.grading.grading import grade
from tests.conftest import to_submission
from tests.toy import write_course

HEADER = "import numpy as np\n\nfrom grader.exercise import *\n\n"
REFERENCE = '''"""Squares."""

import numpy as np


def square(x: np.ndarray) -> np.ndarray:
    """Return squares."""
    return x * x


def cost(x: np.ndarray) -> float:
    """Return their sum."""
    return float(np.sum(x * x))


def cost_grad(x: np.ndarray) -> dict:
    """Return its gradient."""
    return {"dx": 2 * x}


def slopes(f, x: np.ndarray) -> np.ndarray:
    """Return centred differences."""
    return np.array([(f(x + 1e-3 * v) - f(x - 1e-3 * v)) / 2e-3 for v in np.eye(len(x))])
'''


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


def find_imports(source):
    """Find the modules that a source imports from, and of `grader.exercise` the names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.module, alias.name) for alias in node.names)


def find_strangers(source):
    """Find what an exercise may not import."""
    for module, name in find_imports(source):
        top = module.partition(".")[0]
        if module == "grader.exercise":
            if name not in grader.exercise.__all__:
                yield f"{module}.{name}"
        elif top != "numpy" and top not in sys.stdlib_module_names:
            yield module


def sources_of_exercises(root):
    for folder in ("assignments", "student_template/checks"):
        yield from ((path, path.read_text(encoding="utf-8")) for path in (root / folder).rglob("*.py"))
    for path in (root / "grader" / "authoring" / "texts").rglob("*.py.txt"):
        yield path, path.read_text(encoding="utf-8").replace("{id}", "thing")
    skeleton = to_skeleton("a1_things/e1_thing").items()
    yield from ((p, text) for p, text in skeleton if p.endswith(".py") and not p.startswith("reference"))


def test_exercises_import_from_grader_exercise_only(root):
    seen = list(sources_of_exercises(root))
    assert len(seen) >= 8 * 5 + 4 + 3
    assert [(path, name) for path, source in seen for name in find_strangers(source)] == []


@pytest.mark.parametrize(
    "line",
    [
        "import grader",
        "import grader.exercise",
        "from grader import exercise",
        "from grader.exercise.checks import check",
        "from grader.exercise import checks",
        "from grader.worker.wire import WithLayout",
        "import hypothesis",
    ],
)
def test_strangers_are_seen(line):
    assert len(list(find_strangers(f"def f():\n    {line}\n"))) == 1


def test_references_import_no_grader(root):
    paths = list((root / "reference").rglob("*.py"))
    sources = [path.read_text(encoding="utf-8") for path in paths]
    sources += [text for path, text in to_skeleton("a1_things/e1_thing").items() if path.startswith("reference")]
    assert len(sources) >= 9
    modules = {module.partition(".")[0] for source in sources for module, _ in find_imports(source)}
    assert modules <= {"numpy", *sys.stdlib_module_names}


def find_first_calls(source):
    """Find the names of the functions that a check's body calls in its first statement, for nothing but to fail."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            match node.body[1]:
                case ast.Expr(ast.Call(ast.Name(name))):
                    yield name


def test_guards_stand_with_the_check_and_not_in_its_body(course):
    guarded = 0
    for exercise in course.exercises:
        guards = {guard.__name__ for recorded in exercise.checks for guard in recorded.check.guards}
        guarded += sum(bool(recorded.check.guards) for recorded in exercise.checks)
        for name in ("public_checks.py", "hidden_checks.py"):
            source = (exercise.folder / name).read_text(encoding="utf-8")
            assert guards.isdisjoint(find_first_calls(source)), f"{exercise.id}/{name}"
    assert guarded >= 38


def find_module(course, exercise, name):
    """Return a loaded module of an exercise."""
    return sys.modules[f"_course_{course.sha256[:12]}_{exercise.assignment}_{exercise.folder.name}.{name}"]


def to_numbers(value):
    """Find the numbers in the value of a cell."""
    return [float(x) for x in np.ravel(value)] if isinstance(value, float | np.ndarray) else []


def test_worked_numbers_are_written_once(course):
    for exercise in course.exercises:
        module = find_module(course, exercise, "spec")
        rows = grader.exercise.find_worked_numbers(module)
        printed = {abs(x) for row in rows for cell in row for x in to_numbers(cell) if len(repr(x)) > 7}
        source = (exercise.folder / "public_checks.py").read_text(encoding="utf-8")
        constants = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
        assert printed.isdisjoint(constants), f"{exercise.id}: {printed & constants}"
        assert "find_worked_numbers(spec)" in source


@pytest.fixture
def page(root):
    return (root / "docs" / "exercise-api.md").read_text(encoding="utf-8")


def find_blocks(text):
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_each_name_has_a_heading_and_an_example(page):
    explained = []
    for part in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        names = re.findall(r"`(\w+)`", heading)
        (example,) = find_blocks(text)
        assert all(re.search(rf"\b{name}\b", example) for name in names), heading
        explained += names
    assert sorted(explained) == sorted(grader.exercise.__all__)


@pytest.fixture
def exercise(page, tmp_path):
    """Return the exercise that the examples of the page make together."""
    _, *parts = re.split(r"^## (spec\.py|Checks|Inputs|Builders|mistakes\.py)$", page, flags=re.MULTILINE)
    blocks = {name: "\n\n".join(find_blocks(text)) for name, text in zip(parts[::2], parts[1::2], strict=True)}
    course = write_course(
        tmp_path,
        spec=blocks["spec.py"],
        public_checks='"""None."""\n',
        hidden_checks=HEADER + "\n\n".join(blocks[name] for name in ("Checks", "Inputs", "Builders")),
        mistakes="",
        mistakes_py=HEADER + blocks["mistakes.py"],
        reference=REFERENCE,
    )
    return load_course(course)


def test_examples_make_an_exercise_that_the_reference_passes(exercise, server):
    (graded,) = grade(exercise, to_submission({"double.py": REFERENCE}), server).exercises
    assert {check.verdict for check in graded.checks} == {"passed"}, graded.message
    assert len(graded.checks) == 18


def test_example_of_a_mistake_is_seen(exercise, server):
    source = REFERENCE.replace("return x * x", "return 2 * x")
    (graded,) = grade(exercise, to_submission({"double.py": source}), server).exercises
    verdicts = {check.id: check.verdict for check in graded.checks}
    assert verdicts["worked_numbers"] == verdicts["right_on_many_inputs"] == "failed"
    assert verdicts["zero_stays"] == verdicts["gradient_is_that_of_own_cost"] == "passed"
    assert [mistake.name for mistake in exercise.exercises[0].mistakes.known] == ["doubles"]
    assert [diagnosis.misconceptions for diagnosis in graded.diagnosis] == [("doubles",)]


def test_exception_is_accepted_and_has_no_effect(page):
    module = ModuleType("mistakes")
    module.wrong = misconception("f", hint="Why?", exception="it breaks one promise")(lambda x: x)
    ((name, found),) = find_misconceptions(module)
    assert (name, found.function, found.hint) == ("wrong", "f", "Why?")
    assert "`exception` has no effect any more." in page


def test_the_page_says_where_most_mistakes_are(page):
    part = page.partition("\n## mistakes.py\n")[2]
    assert "`mistakes.toml`" in part


def test_examples_of_inputs_are_drawn(exercise):
    checks = find_module(exercise, exercise.exercises[0], "hidden_checks")
    assert checks.WORKED[0][1].tolist() == [1.0, 9.0]
    for name in ("batches", "layers", "magnitudes", "any_rank", "shifts", "sizes", "targets"):
        assert len(cases.record({name: getattr(checks, name)}, 5, 0)) >= 2, name
    assert checks.fixed_targets.sum(axis=1).round(12).tolist() == [1.0, 1.0, 1.0]
