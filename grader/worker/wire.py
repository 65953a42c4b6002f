"""The wire format between grader and worker: encodes a small closed set of values as bytes.

A value is None, a bool, an int, a float, a str, a list, a tuple, a dict with str keys, an ndarray of a
fixed set of dtypes, a reference to a function of the grader, or an expression that the grader sends. Decoding builds
only these, runs no code, and either returns a value or raises `WireError` within fixed bounds on time and memory.
Frames from a worker are decoded by `decode_untrusted`, which refuses what only the grader sends.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.worker.closed_set import (
    DTYPES,
    LAYOUTS,
    Expression,
    FunctionRef,
    Unsupported,
    UnsupportedValueError,
    WireError,
    WithLayout,
)
from grader.worker.stand_ins import explain_inert

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Expression",
    "FunctionRef",
    "Unsupported",
    "UnsupportedValueError",
    "WireError",
    "WithLayout",
    "decode",
    "decode_untrusted",
    "encode",
    "join",
]

MAX_FRAME_BYTES = 16 * 2**20
MAX_DEPTH = 16
MAX_NODES = 20_000
MAX_INT_BYTES = 64
MAX_NDIM = 8

_DTYPE_CODES = {dtype: code for code, dtype in enumerate(DTYPES)}
_ITEM_BYTES = tuple(dtype.itemsize for dtype in DTYPES)
_LENGTH = struct.Struct("<I")
_FLOAT = struct.Struct("<d")
_ARRAY_HEAD = struct.Struct("<BBB")
_SHAPES = tuple(struct.Struct(f"<{ndim}Q") for ndim in range(MAX_NDIM + 1))
_STR_TAG = ord("s")
# A reader's `budget` is the number of parts that may still come, and one of these.
_FROM_GRADER, _FROM_WORKER = 0, 1


def encode(value: object) -> bytes:
    """Encode one value of the closed set as bytes.

    NumPy scalars become Python scalars; those whose precision would change become 0-d arrays, which keep their dtype.

    Raises:
        UnsupportedValueError: the value or a part of it is outside the closed set, or too large.
    """
    parts: list[bytes] = []
    _put(value, parts, 0, [MAX_NODES])
    frame = b"".join(parts)
    if len(frame) > MAX_FRAME_BYTES:
        raise UnsupportedValueError("a value too large to be sent")
    return frame


def join(*items: bytes) -> bytes:
    """Encode a tuple of values that are already encoded."""
    return b"t" + _LENGTH.pack(len(items)) + b"".join(items)


def decode(frame: bytes) -> Any:
    """Decode the value in a frame.

    Arrays own their memory and are writable and C-contiguous unless they were sent as `WithLayout`.

    Raises:
        WireError: the frame is anything but one well-formed value.
    """
    return _decode(frame, [MAX_NODES, _FROM_GRADER])


def decode_untrusted(frame: bytes) -> Any:
    """Decode the value in a frame from a worker.

    Raises:
        WireError: the frame is anything but one well-formed value, or holds what only the grader may send: a function
            reference, an expression or an array in another layout than `plain`. They are refused where they begin,
            before memory is allocated for them.
    """
    return _decode(frame, [MAX_NODES, _FROM_WORKER])


def _decode(frame: bytes, budget: list[int]) -> Any:
    try:
        value, end = _READERS[frame[0]](frame, 1, 0, budget)
    except KeyError as error:
        raise WireError(f"unknown tag {error}") from None
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError, MemoryError) as error:
        raise WireError(f"a damaged frame: {error}") from None
    if end != len(frame):
        raise WireError(f"{len(frame) - end} bytes after the value")
    return value


def _put(value: object, parts: list[bytes], depth: int, budget: list[int]) -> None:
    if depth > MAX_DEPTH:
        raise UnsupportedValueError(f"nesting deeper than {MAX_DEPTH} levels")
    budget[0] -= 1
    if budget[0] < 0:
        raise UnsupportedValueError(f"a value of more than {MAX_NODES} parts")
    writer = _WRITERS.get(type(value)) or _writer_for(value)
    writer(value, parts, depth, budget)


def _writer_for(value: object) -> Callable[..., None]:
    for kind in (bool, int, float, str, list, tuple, dict):
        if isinstance(value, kind):
            return _WRITERS[kind]
    if isinstance(value, np.generic):
        return _put_numpy_scalar
    kind_name = f"{type(value).__module__}.{type(value).__qualname__}"
    raise UnsupportedValueError(explain_inert(value) or kind_name.removeprefix("builtins."))


def _put_none(_: object, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"N")


def _put_bool(value: bool, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"T" if value else b"F")


def _put_int(value: int, parts: list[bytes], *_rest: object) -> None:
    length = (int.bit_length(value) + 8) // 8
    if length > MAX_INT_BYTES:
        raise UnsupportedValueError(f"an int of more than {MAX_INT_BYTES} bytes")
    parts.append(b"i" + bytes((length,)) + int.to_bytes(value, length, "little", signed=True))


def _put_float(value: float, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"d" + _FLOAT.pack(value))


def _put_str(value: str, parts: list[bytes], *_rest: object) -> None:
    data = str.encode(value, "utf-8", "replace")
    parts.append(b"s" + _LENGTH.pack(len(data)) + data)


def _put_sequence(value: list[Any] | tuple[Any, ...], parts: list[bytes], depth: int, budget: list[int]) -> None:
    items = list(value)
    parts.append((b"l" if isinstance(value, list) else b"t") + _LENGTH.pack(len(items)))
    index = 0
    try:
        for item in items:
            _put(item, parts, depth + 1, budget)
            index += 1
    except UnsupportedValueError as error:
        raise error.within(f"[{index}]") from None


def _put_dict(value: dict[Any, Any], parts: list[bytes], depth: int, budget: list[int]) -> None:
    items = list(dict.items(value))
    parts.append(b"m" + _LENGTH.pack(len(items)))
    key = None
    try:
        for key, item in items:
            if not isinstance(key, str):
                raise UnsupportedValueError("a dict with keys that are not strings")
            _put_str(key, parts)
            _put(item, parts, depth + 1, budget)
    except UnsupportedValueError as error:
        raise (error.within(f"[{str(key)[:40]!r}]") if isinstance(key, str) else error) from None


def _put_array(value: Any, parts: list[bytes], *_rest: object) -> None:
    _put_array_as("plain", value, parts)


def _put_laid_out(value: WithLayout, parts: list[bytes], *_rest: object) -> None:
    _put_array_as(value.layout, value.array, parts)


def _put_array_as(layout: str, value: Any, parts: list[bytes]) -> None:
    dtype, shape = value.dtype, value.shape
    code = _DTYPE_CODES.get(dtype)
    if code is None:
        code = _DTYPE_CODES.get(dtype.newbyteorder("="))
        if code is None:
            raise UnsupportedValueError(explain_inert(value) or f"an array of dtype {dtype}")
        value = value.astype(DTYPES[code], copy=False)
    if len(shape) > MAX_NDIM:
        raise UnsupportedValueError(f"an array of more than {MAX_NDIM} dimensions")
    if value.nbytes > MAX_FRAME_BYTES:
        raise UnsupportedValueError("an array too large to be sent")
    head = _ARRAY_HEAD.pack(code, LAYOUTS.index(layout), len(shape))
    parts.append(b"a" + head + _SHAPES[len(shape)].pack(*shape) + value.tobytes())


def _put_numpy_scalar(value: Any, parts: list[bytes], *_rest: object) -> None:
    if isinstance(value, np.bool_):
        _put_bool(bool(value), parts)
    elif isinstance(value, np.integer):
        _put_int(int(value), parts)
    else:
        _put_array(np.asarray(value), parts)


def _put_function_ref(value: FunctionRef, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"f" + bytes((value.index,)))


def _put_expression(value: Expression, parts: list[bytes], depth: int, budget: list[int]) -> None:
    parts.append(b"e")
    _put_str(value.text, parts)
    _put((value.constants, value.shape), parts, depth + 1, budget)


def _put_foreign(value: Unsupported, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"u")
    _put_str(value.kind, parts)


def _put_complex(value: complex, parts: list[bytes], *_rest: object) -> None:
    _put_array(np.asarray(value), parts)


_WRITERS: dict[type, Callable[..., None]] = {
    type(None): _put_none,
    bool: _put_bool,
    int: _put_int,
    float: _put_float,
    complex: _put_complex,
    str: _put_str,
    list: _put_sequence,
    tuple: _put_sequence,
    dict: _put_dict,
    np.ndarray: _put_array,
    WithLayout: _put_laid_out,
    FunctionRef: _put_function_ref,
    Expression: _put_expression,
    Unsupported: _put_foreign,
}


def _spend(count: int, depth: int, budget: list[int]) -> None:
    """Charge a container of `count` values at `depth` to the budget before any of them is read."""
    budget[0] -= count
    if depth >= MAX_DEPTH or budget[0] < 0:
        raise WireError("a value nested too deep or of too many parts")


def _take_int(frame: bytes, at: int, _depth: int, _budget: list[int]) -> tuple[int, int]:
    length = frame[at]
    end = at + 1 + length
    if not 0 < length <= MAX_INT_BYTES or end > len(frame):
        raise WireError("a damaged int")
    return int.from_bytes(frame[at + 1 : end], "little", signed=True), end


def _take_float(frame: bytes, at: int, _depth: int, _budget: list[int]) -> tuple[float, int]:
    return _FLOAT.unpack_from(frame, at)[0], at + 8


def _take_str(frame: bytes, at: int, _depth: int, _budget: list[int]) -> tuple[str, int]:
    start = at + 4
    end = start + _LENGTH.unpack_from(frame, at)[0]
    if end > len(frame):
        raise WireError("a str longer than its frame")
    return str(frame[start:end], "utf-8"), end


def _take_tagged_str(frame: bytes, at: int, what: str) -> tuple[str, int]:
    if frame[at] != _STR_TAG:
        raise WireError(f"{what} that is not a str")
    return _take_str(frame, at + 1, 0, [])


def _take_foreign(frame: bytes, at: int, _depth: int, _budget: list[int]) -> tuple[Unsupported, int]:
    kind, at = _take_tagged_str(frame, at, "the kind of something foreign")
    return Unsupported(kind), at


def _demand_grader(what: str, budget: list[int]) -> None:
    if budget[1] == _FROM_WORKER:
        raise WireError(f"{what}, which only the grader may send")


def _take_function_ref(frame: bytes, at: int, _depth: int, budget: list[int]) -> tuple[FunctionRef, int]:
    _demand_grader("a function reference", budget)
    return FunctionRef(frame[at]), at + 1


def _take_expression(frame: bytes, at: int, depth: int, budget: list[int]) -> tuple[Expression, int]:
    _demand_grader("an expression", budget)
    text, at = _take_tagged_str(frame, at, "an expression")
    _spend(1, depth, budget)
    rest, at = _READERS[frame[at]](frame, at + 1, depth + 1, budget)
    match rest:
        case (dict(constants), None | tuple() as shape):
            return Expression(text, constants, shape), at
    raise WireError("an expression without its constants")


def _take_list(frame: bytes, at: int, depth: int, budget: list[int]) -> tuple[list[Any], int]:
    (count,) = _LENGTH.unpack_from(frame, at)
    _spend(count, depth, budget)
    at += 4
    depth += 1
    items = []
    for _ in range(count):
        item, at = _READERS[frame[at]](frame, at + 1, depth, budget)
        items.append(item)
    return items, at


def _take_tuple(frame: bytes, at: int, depth: int, budget: list[int]) -> tuple[Any, int]:
    items, at = _take_list(frame, at, depth, budget)
    return tuple(items), at


def _take_dict(frame: bytes, at: int, depth: int, budget: list[int]) -> tuple[dict[str, Any], int]:
    (count,) = _LENGTH.unpack_from(frame, at)
    _spend(count, depth, budget)
    at += 4
    depth += 1
    items: dict[str, Any] = {}
    for _ in range(count):
        key, at = _take_tagged_str(frame, at, "a dict key")
        if key in items:
            raise WireError("a dict with the same key twice")
        items[key], at = _READERS[frame[at]](frame, at + 1, depth, budget)
    return items, at


def _take_array(frame: bytes, at: int, _depth: int, budget: list[int]) -> tuple[Any, int]:
    code, layout, ndim = frame[at], frame[at + 1], frame[at + 2]
    if layout:
        _demand_grader("an array with a layout of its own", budget)
    if code >= len(DTYPES) or layout >= len(LAYOUTS) or ndim > MAX_NDIM:
        raise WireError("an array of unknown dtype, layout or rank")
    shape = _SHAPES[ndim].unpack_from(frame, at + 3)
    start = at + 3 + 8 * ndim
    end = start + math.prod(shape) * _ITEM_BYTES[code]
    # Each side is bounded as well, since a zero among them makes the product zero.
    if end > len(frame) or (end == start and max(shape) > MAX_FRAME_BYTES):
        raise WireError("an array longer than its frame")
    try:
        array: Any = np.ndarray(shape, DTYPES[code], frame, start).copy()
    except (TypeError, ValueError) as error:
        raise WireError(f"a damaged array: {error}") from None
    return array if layout == 0 else _lay_out(array, LAYOUTS[layout]), end


def _lay_out(array: Any, layout: str) -> Any:
    if layout == "strided":
        wide = np.zeros((*array.shape, 2), array.dtype)
        wide[..., 0] = array
        return wide[..., 0]
    if layout == "fortran":
        return np.array(array, order="F")
    array.flags.writeable = False
    return array


_READERS: dict[int, Callable[..., tuple[Any, int]]] = {
    ord("N"): lambda _frame, at, _depth, _budget: (None, at),
    ord("T"): lambda _frame, at, _depth, _budget: (True, at),
    ord("F"): lambda _frame, at, _depth, _budget: (False, at),
    ord("f"): _take_function_ref,
    ord("e"): _take_expression,
    ord("u"): _take_foreign,
    ord("i"): _take_int,
    ord("d"): _take_float,
    _STR_TAG: _take_str,
    ord("l"): _take_list,
    ord("t"): _take_tuple,
    ord("m"): _take_dict,
    ord("a"): _take_array,
}
