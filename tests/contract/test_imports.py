"""What importing costs, and what the package offers."""

import ast
import subprocess
import sys

import pytest

import grader


def modules_after(statement):
    code = f"import sys; {statement}; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_grader_is_light():
    loaded = modules_after("import grader")
    assert not loaded & {"hypothesis", "pytest", "jsonschema", "numpy", "rich", "click", "msgspec", "nbformat"}


def test_import_of_the_command_line_is_light():
    loaded = modules_after("import grader.cli")
    assert not loaded & {"hypothesis", "pytest", "jsonschema", "numpy", "rich"}


@pytest.mark.parametrize("statement", ["from grader import load_submission, to_json", "from grader import grade"])
def test_using_the_api_does_not_need_test_tools(statement):
    assert not modules_after(statement) & {"pytest", "jsonschema", "hypothesis", "nbformat"}


def test_nbformat_is_imported_only_for_a_notebook(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    statement = f"from grader import load_submission; load_submission({str(tmp_path)!r})"
    assert not modules_after(statement) & {"nbformat", "zipfile"}


def test_all_is_sorted_complete_and_there():
    assert grader.__all__ == sorted(grader.__all__)
    assert all(getattr(grader, name) is not None for name in grader.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = grader.nothing


def test_worker_imports_nothing_of_the_grader_but_itself(root):
    for path in (root / "grader" / "worker").rglob("*.py"):
        for line in path.read_text().splitlines():
            if line.startswith(("import grader", "from grader")):
                assert line.startswith(("from grader.worker import", "from grader.worker.")), f"{path.name}: {line}"


def test_engine_knows_nothing_about_neural_networks(root):
    for path in (root / "grader").rglob("*.py"):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]  # docstrings may speak of softmax in an example
        code = ast.unparse(tree)
        found = [word for word in ("softmax", "sigmoid", "backprop", "cross_entropy") if word in code]
        assert not found, f"{path}: {found}"
