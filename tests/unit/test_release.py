"""What students receive is made of public files only, and proven to be."""

import ast

import pytest

from grader.course import load_course
from grader.errors import CourseError
from grader.release import find_differences, find_leaks, to_template, write_template
from grader.stub import render_stub
from tests.toy import PUBLIC, REFERENCE, write_course


def template(tmp_path, **replaced):
    return to_template(load_course(write_course(tmp_path, **replaced)))


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


def test_template_holds_stub_and_public_checks(tmp_path):
    files = template(tmp_path)
    assert list(files) == ["a1_toys/double.py", "a1_toys/double_checks.py"]
    assert "raise NotImplementedError" in files["a1_toys/double.py"]
    assert files["a1_toys/double_checks.py"] == PUBLIC


LONG = REFERENCE.replace("return 2 * x", "doubled_vector = x + x  # once more\n    return doubled_vector")


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ("from reference import double", "imports reference"),
        ("from . import hidden_checks", "imports hidden_checks"),
        (
            "def helper(x):\n    doubled_vector=(x  +  x)\n    return doubled_vector",
            "a part of the reference of double",
        ),
        ('def squares(x):\n    """Squares instead of doubling."""\n    return x * x', "double/misconceptions.py"),
        ("# Squares instead of doubling.", "double/misconceptions.py"),
    ],
)
def test_nothing_is_written_if_something_private_would_be(tmp_path, addition, words):
    course = load_course(write_course(tmp_path, reference=LONG))
    path = course.exercises[0].folder / "public_checks.py"
    path.write_text(PUBLIC + f"\n\n{addition}\n")
    with pytest.raises(CourseError, match=f"Nothing was written: .*{words}"):
        to_template(course)


def test_unfinished_exercise_is_not_released(tmp_path):
    with pytest.raises(CourseError, match="still has a TODO"):
        template(tmp_path, public_checks=PUBLIC.replace("One plus one?", "TODO"))


def test_written_template_is_fresh_and_a_changed_one_is_not(tmp_path):
    files = template(tmp_path / "course")
    out = tmp_path / "out"
    write_template(files, out)
    assert list(find_differences(files, out)) == []
    (out / "a1_toys" / "double.py").write_text("x = 1")
    (out / "a1_toys" / "old.py").write_text("x = 1")
    (out / "a1_toys" / "double_checks.py").unlink()
    assert [line.rpartition(" ")[0].rpartition("/")[2] for line in find_differences(files, out)] == [
        "double.py is out of",
        "double_checks.py is",
        "old.py belongs to no",
    ]
    write_template(files, out)
    assert list(find_differences(files, out)) == []


def test_this_course_has_no_leaks(course):
    assert list(find_leaks(course, to_template(course))) == []
