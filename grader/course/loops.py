"""Loads wrong versions of a reference: in silence, and mutants so that no loop runs forever."""

from __future__ import annotations

import ast
from types import ModuleType

# The reference needs a few thousand rounds for all checks of an exercise; a mutant above this limit never ends.
MAX_ROUNDS = 200_000


def to_silent_module(source: str) -> ModuleType:
    """Load a module that prints nothing: the output of this process is the grader's."""
    module = ModuleType("suspect")
    module.__dict__["print"] = _print_nothing
    exec(compile(source, "<suspect>", "exec"), module.__dict__)  # noqa: S102 - the course's own reference, edited
    return module


def _print_nothing(*values: object, **options: object) -> None:
    """Take the place of `print`."""


def to_bounded_module(source: str) -> ModuleType:
    """Load a module whose loops, all together, raise a RuntimeError after `MAX_ROUNDS` rounds."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While):
            node.body.insert(0, ast.Expr(ast.Call(ast.Name("_count_round", ast.Load()), [], [])))
    rounds = 0

    def count_round() -> None:
        nonlocal rounds
        rounds += 1
        if rounds > MAX_ROUNDS:
            raise RuntimeError(f"not finished after {MAX_ROUNDS} loop iterations")

    module = ModuleType("mutant")
    module.__dict__["_count_round"] = count_round
    module.__dict__["print"] = _print_nothing
    code = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")
    exec(code, module.__dict__)  # noqa: S102 - the course's own reference, changed in one place
    return module
