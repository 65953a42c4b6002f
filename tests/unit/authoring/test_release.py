"""What students receive is made of public files only, and proven to be."""

import ast
import io
import json
import os
import zipfile

import pytest

from grader.authoring.leak_scan import find_leaks
from grader.authoring.release import find_differences, scan_template, to_template, write_template
from grader.authoring.stub import render_stub, wrap_signature
from grader.course.course import load_course
from grader.errors import CourseError
from grader.submissions.zips import to_zip
from tests.toy import HIDDEN, MISTAKES, PUBLIC, REFERENCE, SPEC, write_course

TOY_FILES = [
    ".github/workflows/checks.yml",
    ".gitignore",
    "README.md",
    "a1_toys/a1_toys.ipynb",
    "a1_toys/double.py",
    "checks/a1_toys/e1_double/public_checks.py",
    "checks/a1_toys/e1_double/spec.py",
    "checks/course.toml",
    "requirements.txt",
]


def template(tmp_path, **replaced):
    return to_template(load_course(write_course(tmp_path, **replaced)))


def to_wheel(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_stub_has_statement_signatures_docstrings_and_no_bodies(course):
    for exercise in course.exercises:
        source = render_stub(exercise)
        tree = ast.parse(source)
        assert ast.get_docstring(tree, clean=False).strip() == exercise.statement.strip()
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert [node.name for node in functions] == [function.name for function in exercise.functions]
        for node, function in zip(functions, exercise.functions, strict=True):
            assert ast.get_docstring(node) == function.doc
            assert [type(statement) for statement in node.body] == [ast.Expr, ast.Raise]
        assert "grader" not in source.partition('"""\n\n')[2]


def test_signatures_fit_into_a_narrow_editor(course):
    for exercise in course.exercises:
        source = render_stub(exercise)
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                head = source.splitlines()[node.lineno - 1 : node.body[0].lineno - 1]
                assert max(map(len, head)) <= 88, head
        nodes = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
        for function, node in zip(exercise.functions, nodes, strict=True):
            assert [a.arg for a in node.args.args] == [parameter.name for parameter in function.parameters]


LONG_NAME = "a_rather_long_name_of_a_parameter"


@pytest.mark.parametrize(
    ("signature", "wrapped"),
    [
        ("f(x: int) -> int", "def f(x: int) -> int:"),
        (
            f"f({LONG_NAME}: np.ndarray, step: float = 1e-4) -> tuple[np.ndarray, float]",
            f"def f(\n    {LONG_NAME}: np.ndarray, step: float = 1e-4\n) -> tuple[np.ndarray, float]:",
        ),
        (
            f"f({LONG_NAME}: dict[str, int] = {{}}, *, mode: str = 'a, (b', {LONG_NAME}_2: int, **more: int) -> int",
            f"def f(\n    {LONG_NAME}: dict[str, int] = {{}},\n    *,\n    mode: str = 'a, (b',\n"
            f"    {LONG_NAME}_2: int,\n    **more: int\n) -> int:",
        ),
        ("f(\n    a: int,\n    b: int,\n) -> int", "def f(\n    a: int,\n    b: int,\n) -> int:"),
        (
            f"f(\n    a: int, {LONG_NAME}: int, {LONG_NAME}_2: int, b: int,\n) -> int",
            f"def f(\n    a: int,\n    {LONG_NAME}: int,\n    {LONG_NAME}_2: int,\n    b: int,\n) -> int:",
        ),
        (f"f() -> dict[{', '.join(['str'] * 30)}]", f"def f() -> dict[{', '.join(['str'] * 30)}]:"),
    ],
)
def test_long_signatures_are_wrapped(signature, wrapped):
    assert wrap_signature(signature) == wrapped
    compile(f"{wrapped} ...", "stub", "exec", dont_inherit=True)


def test_template_holds_what_students_need(tmp_path):
    files = template(tmp_path)
    assert list(files) == TOY_FILES
    assert b"raise NotImplementedError" in files["a1_toys/double.py"]
    assert files["checks/a1_toys/e1_double/public_checks.py"].decode() == PUBLIC
    assert files["checks/a1_toys/e1_double/spec.py"].decode() == SPEC
    assert b"| `double` | Doubling | `double` | 4 |" in files["README.md"]
    assert b"{" not in files["README.md"]


LONG = REFERENCE.replace("return 2 * x", "doubled_vector = x + x  # once more\n    return doubled_vector")
SQUARES = MISTAKES.replace('"2 * x" = "x * x"', '"x + x" = "x * {c} * x"') + "c = [1, 2.5]\n"
WRITTEN = '''"""Mistakes."""

from grader.exercise import misconception


@misconception("double", hint="Two is not three.")
def cubes(x):
    """Cubes instead of doubling."""
    return x * x * x
'''


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ("from reference import double", "imports reference"),
        ("from . import hidden_checks", "imports hidden_checks"),
        ("from . import mistakes", "imports mistakes"),
        (
            "def helper(x):\n    doubled_vector=(x  +  x)\n    return doubled_vector",
            "a part of the reference of double",
        ),
        ('def cubes(x):\n    """Cubes instead of doubling."""\n    return x * x * x', "double/mistakes.py"),
        ("# Cubes instead of doubling.", "double/mistakes.py"),
        ("# Squares instead of doubling.", "double/mistakes.toml"),
        ("# Is squaring the same as doubling? Try it with the number three.", "double/mistakes.toml"),
        ("def helper(x):\n    doubled_vector = x*1*x", "double/mistakes.toml"),
        ("def helper(x):\n    doubled_vector = x * 2.5 * x", "double/mistakes.toml"),
        ("def helper(x):\n    doubled_vector = x * 3 * x", None),
        ("# 20261120", "a part of the course's seed"),
        ('TEXT = """doubled_vector=x+x"""', "a part of the reference of double"),
        ("def other(s):\n    for z in HUGE:\n        s.double(z)\n    s.double( -z )", "double/hidden_checks.py"),
    ],
)
def test_nothing_is_written_if_something_private_would_be(tmp_path, addition, words):
    hidden = f"{HIDDEN}\n\ndef secretly(s):\n    for z in HUGE:\n        s.double(z)\n    s.double(-z)\n"
    private = {"reference": LONG, "hidden_checks": hidden, "mistakes": SQUARES, "mistakes_py": WRITTEN}
    course = load_course(write_course(tmp_path, **private, seed="20261120\n"))
    path = course.exercises[0].folder / "public_checks.py"
    path.write_text(PUBLIC + f"\n\n{addition}\n")
    if words is None:
        assert to_template(course)
    else:
        with pytest.raises(CourseError, match=f"Nothing was written: .*{words}"):
            to_template(course)


def test_private_text_is_found_in_a_notebook_and_so_are_traces_of_a_run(tmp_path):
    course = load_course(write_course(tmp_path, reference=LONG, mistakes=SQUARES))
    name = "a1_toys/a1_toys.ipynb"
    notebook = json.loads(to_template(course)[name])

    def leaks_with(change):
        changed = json.loads(json.dumps(notebook))
        change(changed)
        return list(find_leaks(course, {name: json.dumps(changed)}))

    assert leaks_with(lambda nb: None) == []
    answer = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"] == "double-double")
    secret = "doubled_vector = (x+x)\ndoubled_vector"
    assert "a part of the reference" in leaks_with(lambda nb: nb["cells"][answer].update(source=secret))[0]
    output = [{"output_type": "stream", "name": "stdout", "text": "Squares instead of doubling."}]
    found = leaks_with(lambda nb: nb["cells"][answer].update(outputs=output))
    assert any("double/mistakes.toml" in leak for leak in found)
    assert any("has outputs" in leak for leak in found)
    assert leaks_with(lambda nb: nb["cells"][answer].update(execution_count=3)) == [
        f"{name}: cell double-double has outputs."
    ]
    assert leaks_with(lambda nb: nb["cells"][answer]["metadata"].update(author="Ada"))
    assert leaks_with(lambda nb: nb["metadata"].update(author="Ada"))


def test_what_both_kinds_of_checks_say_is_no_secret(tmp_path):
    sentence = "A doubled number is not even."
    public = PUBLIC.replace("np.array([2.0]))", f'np.array([2.0]), "{sentence}")')
    hidden_text = f'TEXT = "{sentence}"\n\n'
    course = write_course(tmp_path, public_checks=public)
    hidden = course / "assignments/a1_toys/e1_double/hidden_checks.py"
    hidden.write_text(hidden.read_text() + f"\n\n{hidden_text}")
    assert "README.md" in to_template(load_course(course))


def test_what_both_a_mistake_and_a_public_check_say_is_no_secret(tmp_path):
    public = PUBLIC.replace("One plus one?", "Squares instead of doubling.")
    assert to_template(load_course(write_course(tmp_path, public_checks=public)))


def test_the_engine_that_students_get_says_nothing_of_this_course(course, root):
    sources = {path.relative_to(root).as_posix(): path.read_text() for path in (root / "grader").rglob("*.py")}
    assert list(find_leaks(course, sources)) == []


def test_pip_is_told_to_run_where_the_wheel_s_path_begins(tmp_path, root):
    told = [template(tmp_path)["README.md"].decode(), (root / "docs" / "students.md").read_text(encoding="utf-8")]
    for text in told:
        assert "%cd .." in text
        assert "-r ../requirements.txt" not in text  # pip looks for ./wheels where it runs, not beside the file


def test_files_that_cannot_be_looked_into_are_refused(tmp_path):
    course = load_course(write_course(tmp_path))
    with pytest.raises(CourseError, match="cannot be scanned"):
        list(find_leaks(course, {"a1_toys/double.pyc": ""}))


def test_unfinished_exercise_is_not_released(tmp_path):
    """Its title is in the README as well, which is generated: what to edit is named."""
    place = r"Nothing was written: assignments/a1_toys/e1_double/spec\.py, line 1, still has a TODO\. Run: grader val"
    with pytest.raises(CourseError, match=place):
        template(tmp_path, spec=SPEC.replace("# Doubling", "# TODO: the title"))


def test_written_template_is_fresh_and_a_changed_one_is_not(tmp_path):
    files = template(tmp_path / "course")
    out = tmp_path / "out"
    write_template(files, out)
    assert list(find_differences(files, out)) == []
    (out / "a1_toys" / "double.py").write_text("x = 1")
    (out / "a1_toys" / "old.py").write_text("x = 1")
    (out / "README.md").unlink()
    assert [line.rpartition(" ")[0].rpartition("/")[2] for line in find_differences(files, out)] == [
        "README.md is",
        "double.py is out of",
        "old.py belongs to no",
    ]
    write_template(files, out)
    assert list(find_differences(files, out)) == []


def test_a_second_release_touches_nothing(tmp_path):
    course = load_course(write_course(tmp_path / "course"))
    out = tmp_path / "out"
    write_template(to_template(course), out)
    for path in out.rglob("*"):
        os.utime(path, (1, 1))
    write_template(to_template(course), out)
    assert {path.stat().st_mtime for path in out.rglob("*") if path.is_file()} == {1}
    assert to_zip(to_template(course), "toys") == to_zip(to_template(course), "toys")


def test_nothing_is_written_over_what_is_no_template(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.py").write_text("x = 1")
    with pytest.raises(CourseError, match="is not empty and is not a student template"):
        write_template(template(tmp_path / "course"), tmp_path / "home")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["thesis.py"]


def test_what_was_written_is_read_back_and_looked_through(tmp_path):
    course = load_course(write_course(tmp_path / "course", reference=LONG, mistakes=SQUARES))
    files = to_template(course)
    out = tmp_path / "out"
    write_template(files, out)
    scan_template(course, files, out)
    cache = out / "checks/a1_toys/e1_double/__pycache__"
    cache.mkdir()
    (cache / "hidden_checks.cpython-311.pyc").write_bytes(b"x")
    with pytest.raises(CourseError, match=r"Do not hand out .*: it contains .*hidden_checks.cpython-311.pyc"):
        scan_template(course, files, out)
    (cache / "hidden_checks.cpython-311.pyc").unlink()
    (out / "a1_toys" / "double.py").write_text("def double(x):\n    doubled_vector = x + x\n")
    with pytest.raises(CourseError, match=r"Do not hand out .*: .*a part of the reference"):
        scan_template(course, files, out)


def test_zip_holds_the_template_in_one_folder_and_is_looked_through(tmp_path):
    course = load_course(write_course(tmp_path / "course"))
    files = to_template(course)
    path = tmp_path / "toys.zip"
    path.write_bytes(to_zip(files, "toys"))
    scan_template(course, files, path)
    assert zipfile.ZipFile(path).namelist() == [f"toys/{name}" for name in TOY_FILES]
    path.write_bytes(to_zip(files | {"a1_toys/hidden_checks.py": b"x = 1"}, "toys"))
    with pytest.raises(CourseError, match=r"it contains .*hidden_checks\.py"):
        scan_template(course, files, path)


def test_wheel_comes_with_the_template_and_is_looked_through(tmp_path):
    course = load_course(write_course(tmp_path / "course", reference=LONG, mistakes=SQUARES))
    wheel = tmp_path / "grader_course-0.1.0-py3-none-any.whl"
    wheel.write_bytes(
        to_wheel({"grader/a.py": "x = 1", "grader_course-0.1.0.dist-info/METADATA": "Name: grader-course"})
    )
    files = to_template(course, wheel)
    assert files[f"wheels/{wheel.name}"] == wheel.read_bytes()
    assert f"./wheels/{wheel.name}" in files["requirements.txt"].decode()
    for members, words in [
        ({"reference/a.py": "x = 1"}, "contains reference/a.py"),
        ({"grader/a.pyc": "x"}, "contains grader/a.pyc"),
        ({"grader/a.py": "def f(x):\n    doubled_vector = x + x"}, "a part of the reference"),
    ]:
        wheel.write_bytes(to_wheel(members))
        with pytest.raises(CourseError, match=words):
            to_template(course, wheel)
    wheel.write_bytes(b"no zip")
    with pytest.raises(CourseError, match="is not a wheel"):
        to_template(course, wheel)


def test_this_course_has_no_leaks(course):
    texts = {name: data.decode() for name, data in to_template(course).items()}
    assert list(find_leaks(course, texts)) == []
