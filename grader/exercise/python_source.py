"""Writes values as Python that can be pasted: `np.array([[0.0, 710.0]])`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.text import one_line
from grader.worker.wire import Expression, Unsupported, WithLayout

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ENTRIES = 120
MAX_KIND = 100
MAX_TEXT = 20_000  # of a list, a dict or a str; no part of a report is half as long


def to_python(value: Any) -> str:
    """Return an expression that evaluates to `value`, with `np` for NumPy.

    Arrays of more than `MAX_ENTRIES` entries are summarised instead, in angle brackets; so is what a worker could not
    send. After `MAX_TEXT` characters of a container the rest becomes `...`: an answer may have two million entries.
    """
    match value:
        case WithLayout():
            return to_python(value.array)
        case Unsupported():
            return f"<{one_line(value.kind, MAX_KIND)}>"
        case np.ndarray():
            return _array(value)
        case list():
            return f"[{_join(map(to_python, value))}]"
        case tuple():
            return f"({_join(map(to_python, value))}{',' if len(value) == 1 else ''})"
        case dict():
            return "{" + _join(f"{to_python(key)}: {to_python(item)}" for key, item in value.items()) + "}"
        case str():
            return repr(value[:MAX_TEXT])
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


def _join(texts: Iterable[str]) -> str:
    kept, length = [], 0
    for text in texts:
        if length > MAX_TEXT:
            kept.append("...")
            break
        kept.append(text)
        length += len(text) + 2
    return ", ".join(kept)


def to_call(function: str, arguments: tuple[Any, ...], options: dict[str, Any], max_entries: int = MAX_ENTRIES) -> str:
    """Return a call as Python: `softmax(np.array([1.0, 2.0]))`.

    Arrays are written so that they lie in memory as these do; those of more than `max_entries` are summarised.
    """
    given = [_laid_out(value, max_entries) for value in arguments]
    given += [f"{name}={_laid_out(value, max_entries)}" for name, value in options.items()]
    return f"{function}({', '.join(given)})"


def _laid_out(value: Any, max_entries: int) -> str:
    match value:
        case list():
            return f"[{', '.join(_laid_out(item, max_entries) for item in value)}]"
        case np.ndarray() if value.size > max_entries or value.flags.c_contiguous:
            return _array(value, max_entries)
        case np.ndarray() if value.flags.f_contiguous:
            return f"np.asfortranarray({_array(value, max_entries)})"
        case np.ndarray():
            return f"np.repeat({_array(value, max_entries)}, 2, axis=-1)[..., ::2]"
        case _:
            return to_python(value)


def _array(value: np.ndarray[Any, Any], max_entries: int = MAX_ENTRIES) -> str:
    if value.size > max_entries:
        return f"<{_summary(value)}>"
    dtype = "" if value.dtype == np.float64 else f", dtype=np.{value.dtype}"
    if not value.size:
        return f"np.zeros({value.shape}{dtype})"
    text = repr(value.tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    return f"np.array({text}{dtype})"


def _summary(value: np.ndarray[Any, Any]) -> str:
    with np.errstate(all="ignore"):
        low, high = value.min().item(), value.max().item()  # as Python's: a NumPy bool cannot be formatted as a number
    return f"{value.dtype} array of shape {value.shape}, entries from {low:.4g} to {high:.4g}"
