"""Notebooks of assignments."""

import json

import nbformat
import pytest

from grader.authoring.notebook import render_notebook, to_title
from grader.authoring.stub import render_function
from grader.course.course import load_course
from grader.errors import CourseError, GraderError
from grader.version import DISTRIBUTION
from tests.toy import SPEC, write_course

# The schema of nbgrader's cell metadata, version 3, as its validator applies it.
KEYS = {"schema_version", "grade", "locked", "solution", "task", "grade_id", "points", "checksum", "cell_type"}


def read(exercises, name="a1_toys"):
    return nbformat.reads(render_notebook(name, exercises), as_version=4)


@pytest.fixture(scope="module")
def notebooks(course):
    names = dict.fromkeys(exercise.assignment for exercise in course.exercises)
    return {name: read([e for e in course.exercises if e.assignment == name], name) for name in names}


def test_notebook_has_statement_answers_check_and_scratch_of_each_exercise(course, notebooks):
    for exercise in course.exercises:
        cells = [
            cell for cell in notebooks[exercise.assignment].cells if cell.metadata.grader.get("exercise") == exercise.id
        ]
        roles = ["statement", *("answer" for _ in exercise.functions), "check", "scratch"]
        assert [cell.metadata.grader.role for cell in cells] == roles
        answers = cells[1:-2]
        assert [cell.source for cell in answers] == [render_function(function) for function in exercise.functions]
        assert cells[-2].source == f'check("{exercise.id}")'
        assert "$" in cells[0].source


def test_notebooks_are_valid_and_of_format_4_5(notebooks):
    for notebook in notebooks.values():
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)


def test_ids_of_cells_are_made_of_names(tmp_path):
    exercises = load_course(write_course(tmp_path)).exercises
    ids = ["introduction", "setup", "double-statement", "double-double", "double-check", "double-scratch"]
    assert [cell.id for cell in read(exercises).cells] == ids
    assert render_notebook("a1_toys", exercises) == render_notebook("a1_toys", exercises)


def test_metadata_of_cells_is_what_nbgrader_accepts(notebooks):
    for notebook in notebooks.values():
        seen = set()
        for cell in notebook.cells:
            metadata = cell.metadata.get("nbgrader")
            if metadata is None:
                assert cell.metadata.grader.role == "scratch"
                continue
            assert set(metadata) <= KEYS
            assert metadata.schema_version == 3
            assert (metadata.solution, metadata.locked, metadata.grade) == (
                (True, False, False) if cell.metadata.grader.role == "answer" else (False, True, False)
            )
            assert metadata.grade_id not in seen
            seen.add(metadata.grade_id)


def test_two_exercises_with_one_function_do_not_fit_into_a_notebook(tmp_path):
    course = write_course(tmp_path)
    for kind in ("assignments/a1_toys/e1_double", "reference/a1_toys/e1_double.py"):
        source = course / kind
        target = course / kind.replace("e1_double", "e2_twice")
        if source.is_dir():
            target.mkdir()
            for path in source.glob("*.py"):
                (target / path.name).write_text(path.read_text())
        else:
            target.write_text(source.read_text())
    with pytest.raises(CourseError, match="double and twice both declare double"):
        render_notebook("a1_toys", load_course(course).exercises)


def test_name_that_is_too_long_for_a_cell(tmp_path):
    name = "x" * 70
    spec = SPEC.replace("def double", f"def {name}")
    course = write_course(tmp_path, spec=spec)
    with pytest.raises(CourseError, match="cannot be the id"):
        render_notebook("a1_toys", load_course(course).exercises)


def test_callables_in_signatures_are_imported(notebooks):
    setup = notebooks["a2_softmax_and_losses"].cells[1]
    assert setup.source.startswith("from collections.abc import Callable\n")
    assert "Callable" not in notebooks["a3_networks"].cells[1].source


def test_nbformat_that_is_not_installed(monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "nbformat", None)
    with pytest.raises(GraderError, match=rf"pip install '{DISTRIBUTION}\[instructor\]'"):
        render_notebook("a1_toys", load_course(write_course(tmp_path)).exercises)


def test_titles_of_assignments():
    assert to_title("a2_softmax_and_losses") == "Softmax and losses"
    assert to_title("basics") == "Basics"


def test_notebook_is_json_with_a_new_line_at_its_end(tmp_path):
    text = render_notebook("a1_toys", load_course(write_course(tmp_path)).exercises)
    assert text.endswith("}\n")
    assert json.loads(text)["metadata"]["grader"] == {"assignment": "a1_toys", "exercises": ["double"]}


def test_headings_are_one_level_lower_and_comments_in_code_are_left_alone(tmp_path):
    spec = SPEC.replace("## The maths", "## The maths\n```\n# a comment\n```")
    statement = read(load_course(write_course(tmp_path, spec=spec)).exercises).cells[2].source
    assert statement.startswith("## Doubling\n")
    assert "\n### The maths\n```\n# a comment\n```\n" in statement
