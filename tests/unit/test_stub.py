"""What students start from."""

import ast

from grader.stub import render_stub


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
            assert "= 0.0001" not in source
        assert "grader" not in source.partition('"""\n\n')[2]
