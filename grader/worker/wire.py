"""Frames of a small closed set of values: the only language spoken between grader and worker.

A value is None, a bool, an int, a float, a str, a list, a tuple, a dict with str keys, an ndarray of a
fixed set of dtypes, or a reference to a function of the grader. Decoding builds these and nothing else,
runs no code, and either returns a value or raises `WireError` within fixed bounds of time and memory.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_FRAME_BYTES = 16 * 2**20
MAX_DEPTH = 16
MAX_NODES = 20_000
MAX_INT_BYTES = 64
MAX_NDIM = 8

Layout = Literal["fortran", "strided", "read_only"]
_LAYOUTS: tuple[str, ...] = ("plain", "fortran", "strided", "read_only")
_DTYPES = tuple(
    np.dtype(name) for name in ("f8", "f4", "f2", "?", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "c16", "c8")
)
_DTYPE_CODES = {dtype: code for code, dtype in enumerate(_DTYPES)}


class WireError(ValueError):
    """A frame that is not one value of the closed set."""


class UnsupportedValueError(WireError):
    """A value outside the closed set; `where` is its place (`[0]["dW"]`), `kind` what it is."""

    def __init__(self, where: str, kind: str) -> None:
        super().__init__(f"{kind} at {where or 'the top'}")
        self.where = where
        self.kind = kind


@dataclass(frozen=True, slots=True)
class FunctionRef:
    """Stands for the grader's function number `index` of the current call."""

    index: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """Stands for a value outside the closed set, so that the rest of an answer can still be sent."""

    kind: str


@dataclass(frozen=True, slots=True)
class LaidOut:
    """An array that shall arrive in an unusual memory layout."""

    array: np.ndarray[Any, np.dtype[Any]]
    layout: Layout


def encode(value: object) -> bytes:
    """Write one value of the closed set as bytes.

    NumPy scalars become Python scalars, except those that lose or gain precision on the way, which
    become arrays without dimensions so that their dtype can be named.

    Raises:
        UnsupportedValueError: the value or a part of it is outside the closed set, or too large.
    """
    parts: list[bytes] = []
    budget = [MAX_NODES]
    _put(value, parts, "", 0, budget)
    if sum(map(len, parts)) > MAX_FRAME_BYTES:
        raise UnsupportedValueError("", "a value too large to be sent")
    return b"".join(parts)


def join(*items: bytes) -> bytes:
    """Write the tuple of values that are already encoded."""
    return b"t" + struct.pack("<I", len(items)) + b"".join(items)


def decode(frame: bytes) -> Any:
    """Read the one value that a frame holds.

    Arrays are owned, writable and C-contiguous unless they were sent as `LaidOut`.

    Raises:
        WireError: anything but one well-formed value.
    """
    try:
        value, end = _take(frame, 0, 0, [MAX_NODES])
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError, MemoryError) as error:
        raise WireError(f"a damaged frame: {error}") from None
    if end != len(frame):
        raise WireError(f"{len(frame) - end} bytes after the value")
    return value


def _put(value: object, parts: list[bytes], where: str, depth: int, budget: list[int]) -> None:
    if depth > MAX_DEPTH:
        raise UnsupportedValueError(where[:40], f"nesting deeper than {MAX_DEPTH} levels")
    budget[0] -= 1
    if budget[0] < 0:
        raise UnsupportedValueError("", f"a value of more than {MAX_NODES} parts")
    writer = _WRITERS.get(type(value)) or _writer_for(value, where)
    writer(value, parts, where, depth, budget)


def _writer_for(value: object, where: str) -> Callable[..., None]:
    for kind in (bool, int, float, str, list, tuple, dict):
        if isinstance(value, kind):
            return _WRITERS[kind]
    if isinstance(value, np.generic):
        return _put_numpy_scalar
    kind_name = f"{type(value).__module__}.{type(value).__qualname__}"
    raise UnsupportedValueError(where, kind_name.removeprefix("builtins."))


def _put_none(_: object, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"N")


def _put_bool(value: bool, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"T" if value else b"F")


def _put_int(value: int, parts: list[bytes], where: str, *_rest: object) -> None:
    length = (int.bit_length(value) + 8) // 8
    if length > MAX_INT_BYTES:
        raise UnsupportedValueError(where, f"an int of more than {MAX_INT_BYTES} bytes")
    parts.append(b"i" + bytes([length]) + int.to_bytes(value, length, "little", signed=True))


def _put_float(value: float, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"d" + struct.pack("<d", value))


def _put_str(value: str, parts: list[bytes], *_rest: object) -> None:
    data = str.encode(value, "utf-8", "replace")
    parts.append(b"s" + struct.pack("<I", len(data)) + data)


def _put_sequence(
    value: list[Any] | tuple[Any, ...], parts: list[bytes], where: str, depth: int, budget: list[int]
) -> None:
    items = list(value)
    parts.append((b"l" if isinstance(value, list) else b"t") + struct.pack("<I", len(items)))
    for index, item in enumerate(items):
        _put(item, parts, f"{where}[{index}]", depth + 1, budget)


def _put_dict(value: dict[Any, Any], parts: list[bytes], where: str, depth: int, budget: list[int]) -> None:
    items = list(dict.items(value))
    parts.append(b"m" + struct.pack("<I", len(items)))
    for key, item in items:
        if not isinstance(key, str):
            raise UnsupportedValueError(where, "a dict with keys that are no strings")
        _put_str(key, parts)
        _put(item, parts, f"{where}[{str(key)[:40]!r}]", depth + 1, budget)


def _put_array(value: Any, parts: list[bytes], where: str, *_rest: object) -> None:
    _put_array_as("plain", value, parts, where)


def _put_laid_out(value: LaidOut, parts: list[bytes], where: str, *_rest: object) -> None:
    _put_array_as(value.layout, value.array, parts, where)


def _put_array_as(layout: str, value: Any, parts: list[bytes], where: str) -> None:
    code = _DTYPE_CODES.get(value.dtype.newbyteorder("="))
    if code is None:
        raise UnsupportedValueError(where, f"an array of dtype {value.dtype}")
    if value.ndim > MAX_NDIM:
        raise UnsupportedValueError(where, f"an array of more than {MAX_NDIM} dimensions")
    if value.nbytes > MAX_FRAME_BYTES:
        raise UnsupportedValueError(where, "an array too large to be sent")
    head = struct.pack(f"<BBB{value.ndim}Q", code, _LAYOUTS.index(layout), value.ndim, *value.shape)
    parts.append(b"a" + head + value.astype(_DTYPES[code], copy=False).tobytes())


def _put_numpy_scalar(value: Any, parts: list[bytes], where: str, *_rest: object) -> None:
    if isinstance(value, np.bool_):
        _put_bool(bool(value), parts)
    elif isinstance(value, np.integer):
        _put_int(int(value), parts, where)
    else:
        _put_array(np.asarray(value), parts, where)


def _put_function_ref(value: FunctionRef, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"f" + bytes([value.index]))


def _put_foreign(value: Foreign, parts: list[bytes], *_rest: object) -> None:
    parts.append(b"u")
    _put_str(value.kind, parts)


def _put_complex(value: complex, parts: list[bytes], where: str, *_rest: object) -> None:
    _put_array(np.asarray(value), parts, where)


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
    LaidOut: _put_laid_out,
    FunctionRef: _put_function_ref,
    Foreign: _put_foreign,
}


def _take(frame: bytes, at: int, depth: int, budget: list[int]) -> tuple[Any, int]:
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise WireError("a value nested too deep or of too many parts")
    tag = frame[at : at + 1]
    reader = _READERS.get(tag)
    if reader is None:
        raise WireError(f"unknown tag {tag!r}")
    return reader(frame, at + 1, depth, budget)


def _take_int(frame: bytes, at: int, *_rest: object) -> tuple[int, int]:
    length = frame[at]
    data = frame[at + 1 : at + 1 + length]
    if not 0 < length <= MAX_INT_BYTES or len(data) < length:
        raise WireError("a damaged int")
    return int.from_bytes(data, "little", signed=True), at + 1 + length


def _take_float(frame: bytes, at: int, *_rest: object) -> tuple[float, int]:
    return struct.unpack_from("<d", frame, at)[0], at + 8


def _take_str(frame: bytes, at: int, *_rest: object) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", frame, at)
    data = frame[at + 4 : at + 4 + length]
    if len(data) < length:
        raise WireError("a str longer than its frame")
    return data.decode("utf-8"), at + 4 + length


def _take_foreign(frame: bytes, at: int, *_rest: object) -> tuple[Foreign, int]:
    if frame[at : at + 1] != b"s":
        raise WireError("something foreign without a name")
    kind, at = _take_str(frame, at + 1)
    return Foreign(kind), at


def _take_list(frame: bytes, at: int, depth: int, budget: list[int]) -> tuple[list[Any], int]:
    (count,) = struct.unpack_from("<I", frame, at)
    at += 4
    items = []
    for _ in range(count):
        item, at = _take(frame, at, depth + 1, budget)
        items.append(item)
    return items, at


def _take_tuple(frame: bytes, at: int, depth: int, budget: list[int]) -> tuple[Any, int]:
    items, at = _take_list(frame, at, depth, budget)
    return tuple(items), at


def _take_dict(frame: bytes, at: int, depth: int, budget: list[int]) -> tuple[dict[str, Any], int]:
    (count,) = struct.unpack_from("<I", frame, at)
    at += 4
    items: dict[str, Any] = {}
    for _ in range(count):
        if frame[at : at + 1] != b"s":
            raise WireError("a dict key that is not a str")
        key, at = _take_str(frame, at + 1)
        if key in items:
            raise WireError("a dict with the same key twice")
        items[key], at = _take(frame, at, depth + 1, budget)
    return items, at


def _take_array(frame: bytes, at: int, *_rest: object) -> tuple[Any, int]:
    code, layout, ndim = struct.unpack_from("<BBB", frame, at)
    if code >= len(_DTYPES) or layout >= len(_LAYOUTS) or ndim > MAX_NDIM:
        raise WireError("an array of unknown dtype, layout or rank")
    shape = struct.unpack_from(f"<{ndim}Q", frame, at + 3)
    start = at + 3 + 8 * ndim
    count = math.prod(shape)
    end = start + count * _DTYPES[code].itemsize
    # The sides are bounded one by one as well: a zero among them hides the others from the product.
    if end > len(frame) or any(side > MAX_FRAME_BYTES for side in shape):
        raise WireError("an array longer than its frame")
    try:
        flat = np.frombuffer(frame, _DTYPES[code], count, start) if count else np.empty(0, _DTYPES[code])
        return _lay_out(flat.reshape(shape), _LAYOUTS[layout]), end
    except ValueError as error:
        raise WireError(f"a damaged array: {error}") from None


def _lay_out(array: Any, layout: str) -> Any:
    if layout == "strided":
        wide = np.zeros((*array.shape, 2), array.dtype)
        wide[..., 0] = array
        return wide[..., 0]
    copy = np.array(array, order="F" if layout == "fortran" else "C")
    copy.flags.writeable = layout != "read_only"
    return copy


_READERS: dict[bytes, Callable[..., tuple[Any, int]]] = {
    b"N": lambda _frame, at, *_rest: (None, at),
    b"T": lambda _frame, at, *_rest: (True, at),
    b"F": lambda _frame, at, *_rest: (False, at),
    b"f": lambda frame, at, *_rest: (FunctionRef(frame[at]), at + 1),
    b"u": _take_foreign,
    b"i": _take_int,
    b"d": _take_float,
    b"s": _take_str,
    b"l": _take_list,
    b"t": _take_tuple,
    b"m": _take_dict,
    b"a": _take_array,
}
