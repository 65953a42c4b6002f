"""Writes values as Python that can be pasted: `np.array([[0.0, 710.0]])`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from grader.worker.wire import Expression, WithLayout

MAX_ENTRIES = 120


def to_python(value: Any) -> str:
    """Return an expression that evaluates to `value`, with `np` for NumPy.

    Arrays of more than `MAX_ENTRIES` entries are summarised instead, in angle brackets.
    """
    match value:
        case WithLayout():
            return to_python(value.array)
        case np.ndarray():
            return _array(value)
        case list():
            return f"[{', '.join(map(to_python, value))}]"
        case tuple():
            return f"({', '.join(map(to_python, value))}{',' if len(value) == 1 else ''})"
        case dict():
            return "{" + ", ".join(f"{key!r}: {to_python(item)}" for key, item in value.items()) + "}"
        case float() if value != value or value in (float("inf"), float("-inf")):
            return f"float('{value}')"
        case Expression():
            names = "|".join(map(re.escape, value.constants)) or "(?!)"
            written_out = re.sub(rf"\b({names})\b", lambda match: to_python(value.constants[match[0]]), value.text)
            return f"lambda x: {written_out}"
        case _ if callable(value):
            return str(getattr(value, "__name__", value))
        case _:
            return repr(value)


def to_call(function: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> str:
    """Return a call as Python: `softmax(np.array([1.0, 2.0]))`.

    Arrays are written so that they lie in memory as these do.
    """
    given = [_laid_out(value) for value in arguments]
    given += [f"{name}={_laid_out(value)}" for name, value in options.items()]
    return f"{function}({', '.join(given)})"


def _laid_out(value: Any) -> str:
    match value:
        case list():
            return f"[{', '.join(map(_laid_out, value))}]"
        case np.ndarray() if value.size > MAX_ENTRIES or value.flags.c_contiguous:
            return to_python(value)
        case np.ndarray() if value.flags.f_contiguous:
            return f"np.asfortranarray({to_python(value)})"
        case np.ndarray():
            return f"np.repeat({to_python(value)}, 2, axis=-1)[..., ::2]"
        case _:
            return to_python(value)


def _array(value: np.ndarray[Any, Any]) -> str:
    if value.size > MAX_ENTRIES:
        return f"<{_summary(value)}>"
    dtype = "" if value.dtype == np.float64 else f", dtype=np.{value.dtype}"
    if not value.size:
        return f"np.zeros({value.shape}{dtype})"
    text = repr(value.tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    return f"np.array({text}{dtype})"


def _summary(value: np.ndarray[Any, Any]) -> str:
    return f"{value.dtype} array of shape {value.shape}, entries from {value.min():.4g} to {value.max():.4g}"
