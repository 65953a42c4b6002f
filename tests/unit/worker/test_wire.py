"""The wire: what goes in comes out, and nothing else ever does."""

import contextlib
import struct
import tracemalloc
from collections import OrderedDict, namedtuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.worker import wire
from tests.values import closed_set, same


@given(closed_set())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_round_trip(value):
    assert same(wire.decode(wire.encode(value)), value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(1.5), 1.5),
        (np.int32(7), 7),
        (np.bool_(True), True),
        (OrderedDict(a=1), {"a": 1}),
        (namedtuple("P", "x y")(1, 2), (1, 2)),
        (True, True),
        (-(2**200), -(2**200)),
        ("\udc80", "?"),
    ],
)
def test_kinds_of_numbers_and_containers_become_plain_ones(value, expected):
    found = wire.decode(wire.encode(value))
    assert found == expected
    assert type(found) is type(expected)


def test_numpy_scalars_that_are_not_float64_keep_their_dtype():
    assert wire.decode(wire.encode(np.float32(1))).dtype == np.float32
    assert wire.decode(wire.encode(1j)).dtype == np.complex128


def test_big_endian_array_becomes_native():
    found = wire.decode(wire.encode(np.array([1.0, 2.0], dtype=">f8")))
    assert found.tolist() == [1.0, 2.0]
    assert found.dtype == np.float64


class _Evil(np.ndarray):
    pass


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (object(), "object"),
        ({1, 2}, "set"),
        ({1: 2}, "a dict with keys that are not strings"),
        (np.array([object()]), "an array of dtype object"),
        (np.array([1.0]).view(_Evil), "tests.unit.worker.test_wire._Evil"),
        (np.zeros((1,) * 9), "an array of more than 8 dimensions"),
        (2**600, "an int of more than 64 bytes"),
        (np.zeros(2**21 + 1), "an array too large to be sent"),
        ([np.zeros(2**20), np.zeros(2**20), 1], "a value too large to be sent"),
        ([0] * (wire.MAX_NODES + 1), "a value of more than 20000 parts"),
    ],
)
def test_unsupported_values_are_named(value, kind):
    with pytest.raises(wire.UnsupportedValueError) as caught:
        wire.encode(value)
    assert caught.value.kind == kind


def test_place_of_an_unsupported_value_is_named():
    with pytest.raises(wire.UnsupportedValueError) as caught:
        wire.encode({"a": [1, {2}]})
    assert caught.value.where == "['a'][1]"


def test_value_that_contains_itself_is_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(wire.UnsupportedValueError, match="deeper"):
        wire.encode(loop)


@pytest.mark.parametrize(("layout", "flag"), [("fortran", "F_CONTIGUOUS"), ("plain", "C_CONTIGUOUS")])
def test_layouts_arrive(layout, flag):
    array = np.arange(6.0).reshape(2, 3)
    sent = array if layout == "plain" else wire.WithLayout(array, layout)
    found = wire.decode(wire.encode(sent))
    assert np.array_equal(found, array)
    assert found.flags[flag]
    assert found.flags.writeable
    assert found.flags.owndata or layout == "fortran"


def test_strided_and_read_only_layouts_arrive():
    array = np.arange(6.0).reshape(2, 3)
    strided = wire.decode(wire.encode(wire.WithLayout(array, "strided")))
    read_only = wire.decode(wire.encode(wire.WithLayout(array, "read_only")))
    assert np.array_equal(strided, array)
    assert not strided.flags.contiguous
    assert np.array_equal(read_only, array)
    assert not read_only.flags.writeable


def test_join_equals_encoding_the_tuple():
    assert wire.join(wire.encode(1), wire.encode("a")) == wire.encode((1, "a"))


@given(st.binary(max_size=200))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_arbitrary_bytes_raise_wire_error_or_give_a_value(data):
    assert_decodes_safely(data)


@given(closed_set(), st.data())
@settings(max_examples=300, derandomize=True, deadline=None)
def test_mutated_frames_raise_wire_error_or_give_a_value(value, data):
    frame = bytearray(wire.encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    assert_decodes_safely(bytes(frame))


def assert_decodes_safely(data):
    try:
        value = wire.decode(data)
    except wire.WireError:
        return
    assert is_closed(value)
    assert same(wire.decode(wire.encode(value)), value)


def is_closed(value):
    """Whether a value is made of the closed set's own types, and of nothing derived from them."""
    if type(value) in (list, tuple):
        return all(map(is_closed, value))
    if type(value) is dict:
        return all(type(key) is str and is_closed(item) for key, item in value.items())
    if type(value) is np.ndarray:
        return value.dtype in wire.DTYPES and (value.base is None or type(value.base) is np.ndarray)
    return value is None or type(value) in (bool, int, float, str, wire.FunctionRef, wire.Unsupported)


HEADS = struct.Struct("<BBB")


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"?",
        wire.encode(1) + b"x",
        b"l" + struct.pack("<I", 2**31),
        b"l\x01\x00\x00\x00" * 30 + b"N",
        b"s" + struct.pack("<I", 10) + b"abc",
        b"s" + struct.pack("<I", 1) + b"\xff",
        b"i\x00",
        b"uN",
        b"m" + struct.pack("<I", 1) + b"NN",
        b"m" + struct.pack("<I", 2) + (b"s" + struct.pack("<I", 1) + b"a" + b"N") * 2,
        b"a" + HEADS.pack(99, 0, 0),
        b"a" + HEADS.pack(0, 9, 0),
        b"a" + HEADS.pack(0, 0, 9),
        b"a" + HEADS.pack(0, 0, 2) + struct.pack("<2Q", 2**40, 2**40),
        b"a" + HEADS.pack(0, 0, 2) + struct.pack("<2Q", 0, 2**63),
        b"a" + HEADS.pack(0, 0, 1) + struct.pack("<Q", 5) + b"1234",
    ],
)
def test_damaged_frames_are_refused(frame):
    with pytest.raises(wire.WireError):
        wire.decode(frame)


# What frames are made of, with the counts and sizes that lie most.
_COUNTS = st.sampled_from([0, 1, 2, 3, 255, wire.MAX_NODES, 2**24, 2**31, 2**32 - 1]).map(
    lambda n: struct.pack("<I", n)
)
_SIDES = st.sampled_from([0, 1, 2, 3, 2**24, 2**24 + 1, 2**31, 2**62, 2**63, 2**64 - 1])
_PIECES = st.one_of(
    st.sampled_from([bytes([tag]) for tag in b"NTFfuidsltma"]),
    st.tuples(st.sampled_from([b"s", b"l", b"t", b"m", b"us"]), _COUNTS).map(b"".join),
    st.tuples(st.integers(0, 255), st.integers(0, 5), st.lists(_SIDES, max_size=9)).map(
        lambda head: b"a" + HEADS.pack(*head[:2], len(head[2])) + struct.pack(f"<{len(head[2])}Q", *head[2])
    ),
    closed_set().map(wire.encode),
    st.binary(max_size=30),
    st.sampled_from([b"N" * 30_000, b"l\1\0\0\0" * 40, b"\0" * 1000, b"i\x40" + b"\xff" * 64, b"s\1\0\0\0a"]),
)


@given(st.lists(_PIECES, max_size=12).map(b"".join))
@settings(max_examples=400, derandomize=True, deadline=None)
def test_frames_of_lying_pieces_raise_wire_error_or_give_a_value(frame):
    assert_decodes_safely(frame)


@given(st.lists(_PIECES, min_size=1, max_size=12).map(b"".join))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_decoding_takes_work_and_memory_in_proportion_to_a_frame(frame):
    for decode in (wire.decode, wire.decode_untrusted):
        assert_effort_is_in_proportion(frame, *effort_of_decoding(frame, decode))


def assert_effort_is_in_proportion(frame, taken, peak):
    assert taken <= min(len(frame), wire.MAX_NODES) + 2
    # A part takes a byte in the frame and about a hundred as an object, an array at most eight of its header more.
    assert peak <= 200_000 + 300 * len(frame)


def effort_of_decoding(frame, decode=wire.decode):
    """Return how many values were begun, and the peak of the memory in bytes."""
    taken = 0

    def counted(reader):
        def count(*arguments):
            nonlocal taken
            taken += 1
            return reader(*arguments)

        return count

    tracemalloc.start()
    try:
        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(wire.WireError):
            patch.setattr(wire, "_READERS", {tag: counted(reader) for tag, reader in wire._READERS.items()})
            decode(frame)
        return taken, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "frame",
    [
        b"l" + struct.pack("<I", 2**32 - 1) + b"N" * (wire.MAX_FRAME_BYTES - 5),
        b"l" + struct.pack("<I", 2**32 - 1) + b"a\0\0\1" * 1000,
        b"a" + HEADS.pack(0, 2, 8) + struct.pack("<8Q", 0, *[2**24] * 7),
        b"m" + struct.pack("<I", 2**32 - 1) + b"s\0\0\0\0N" * 1000,
        b"s" + struct.pack("<I", wire.MAX_FRAME_BYTES),
    ],
    ids=["parts", "heads", "nothing", "keys", "text"],
)
def test_the_largest_lies_cost_little(frame):
    taken, peak = effort_of_decoding(frame)
    assert taken <= wire.MAX_NODES + 2
    assert peak <= 10_000_000


def array_frame(layout, *shape, data=b""):
    return b"a" + HEADS.pack(0, layout, len(shape)) + struct.pack(f"<{len(shape)}Q", *shape) + data


FROM_THE_GRADER = {
    "function": wire.encode(wire.FunctionRef(0)),
    "expression": wire.encode(wire.Expression("x" * 1_000_000, {"c": np.zeros(1_000_000)})),
    "fortran": array_frame(1, 1_000_000, data=bytes(8_000_000)),
    "strided": array_frame(2, 1_000_000, data=bytes(8_000_000)),
    "read_only": array_frame(3, 1_000_000, data=bytes(8_000_000)),
    "strided nothing": array_frame(2, 0, 2**24, 2**24),
    "damaged expression": b"eN",
}
CONTAINERS = {
    "alone": lambda frame: frame,
    "in a list": lambda frame: b"l\1\0\0\0" + frame,
    "in a dict in a tuple": lambda frame: wire.join(b"m\1\0\0\0" + wire.encode("key") + frame),
}


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize("frame", FROM_THE_GRADER.values(), ids=FROM_THE_GRADER)
def test_what_only_the_grader_sends_is_refused_before_it_takes_memory(frame, container):
    with pytest.raises(wire.WireError, match="only the grader may send"):
        wire.decode_untrusted(container(frame))
    _, peak = effort_of_decoding(container(frame), wire.decode_untrusted)
    assert peak < 100_000


@given(closed_set())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_answers_are_decoded_alike_on_both_sides(value):
    frame = wire.encode(value)
    try:
        found = wire.decode_untrusted(frame)
    except wire.WireError:
        assert holds_a_reference(value)
    else:
        assert same(found, value)
        assert not holds_a_reference(value)


def holds_a_reference(value):
    if isinstance(value, dict | list | tuple):
        return any(map(holds_a_reference, value.values() if isinstance(value, dict) else value))
    return isinstance(value, wire.FunctionRef)


def many(part):
    count = wire.MAX_NODES - 1
    return b"l" + struct.pack("<I", count) + part * count


# The frames found so far that cost most: in time, in memory beside the frame, and in memory for each of its bytes.
COSTLY = {
    "arrays of one byte": many(b"a" + HEADS.pack(3, 0, 0) + b"\1"),
    "arrays of no byte": many(array_frame(0, 0, *[2**24] * 2)),
    "empty dicts": many(b"m\0\0\0\0"),
    "long ints": many(b"i\x40" + b"\x7f" * 64),
    "keys": b"m" + struct.pack("<I", 19_999) + b"".join(wire.encode(f"{n:0800d}") + b"N" for n in range(19_999)),
    "text of four bytes a character": wire.encode("x" * 16_000_000 + "\U0001f600"),
    "arrays": many(array_frame(0, 100, data=bytes(800))),
    "one array": array_frame(0, 2_000_000, data=bytes(16_000_000)),
}


@pytest.mark.parametrize("frame", COSTLY.values(), ids=COSTLY)
def test_costliest_frames_stay_in_proportion(frame):
    assert len(frame) <= wire.MAX_FRAME_BYTES
    taken, peak = effort_of_decoding(frame, wire.decode_untrusted)
    assert taken <= wire.MAX_NODES
    assert peak <= min(30 * len(frame), 7 * wire.MAX_FRAME_BYTES)
