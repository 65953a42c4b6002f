"""An item of an answer that was refused: it stands beside the good ones, and a check that uses it fails for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, TypeGuard

from grader.exercise.failures import CheckFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.exercise.failures import Failure

# Python looks these up on the type, past `__getattribute__`. Printing is no use: messages may name an item.
_BINARY = "add sub mul truediv floordiv mod divmod pow matmul lshift rshift and or xor"
_USES = (
    *(f"__{prefix}{name}__" for name in _BINARY.split() for prefix in ("", "r", "i")),
    *(
        f"__{name}__"
        for name in ("lt", "le", "eq", "ne", "gt", "ge", "hash", "bool", "len", "iter", "next", "contains")
    ),
    *(
        f"__{name}__"
        for name in ("getitem", "setitem", "call", "float", "int", "complex", "index", "neg", "pos", "abs")
    ),
    *(f"__{name}__" for name in ("invert", "round", "trunc", "floor", "ceil", "reversed", "array", "enter", "exit")),
)


class Refused:
    """A refused item: whatever is done with it raises `CheckFailed`, and reports the failure even if that is caught.

    Args:
        failure: why the item was refused.
        raw: the item as it was returned.
        report: is told the failure when the item is used.
    """

    __slots__ = ("_failure", "_raw", "_report")

    def __init__(self, failure: Failure, raw: Any, report: Callable[[Failure], None]) -> None:
        object.__setattr__(self, "_failure", failure)
        object.__setattr__(self, "_raw", raw)
        object.__setattr__(self, "_report", report)

    def __getattribute__(self, name: str) -> Any:
        """Raise `CheckFailed`; `isinstance` asks for the attribute `__class__`."""
        _refuse(self)

    def __setattr__(self, name: str, value: Any) -> None:
        """Raise `CheckFailed`."""
        _refuse(self)

    def __repr__(self) -> str:
        return "<refused>"

    def __format__(self, spec: str) -> str:
        return "<refused>"


def _refuse(item: Refused, *_given: Any, **_options: Any) -> NoReturn:
    failure = replace(object.__getattribute__(item, "_failure"), actual=item)
    object.__getattribute__(item, "_report")(failure)
    raise CheckFailed(failure)


for _name in _USES:
    setattr(Refused, _name, _refuse)


def is_refused(value: Any) -> TypeGuard[Refused]:
    """Whether a value is a refused item; `isinstance` would use it."""
    return type(value) is Refused


def read_raw(item: Refused) -> Any:
    """Return what the student's code returned, without using it."""
    return object.__getattribute__(item, "_raw")
