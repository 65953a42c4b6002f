"""What students do not see: values on many inputs, odd memory layouts, huge counts, and vectors that do not fit."""

import numpy as np

from grader.exercise import WithLayout, assert_equal, assert_that, check, given, integers, lists

from .public_checks import WORKED_VECTOR, array_lists, assert_unpacked, counts, entries, layers, packs, unpacks


@check(weight=4, hint="Try a network of one layer, then one of four. Which of your numbers belongs to which arrow?")
@given(sizes=layers | lists(integers(1, 2000), 2, 6))
def counts_match_reference(student, reference, sizes):
    """n_params is right for shallow and deep networks, narrow and wide."""
    for bias in (True, False):
        assert_equal(student.n_params(sizes, bias=bias), reference.n_params(sizes, bias=bias), "The count")


@check(weight=6, hint="Set one of D, H and K to 10 and the others to 1. Which arrays grow, and how fast?")
@given(D=integers(1, 300), H=integers(1, 300), K=integers(1, 300))
def rnn_counts_match_reference(student, reference, D, H, K):
    """n_params_rnn is right for many sizes."""
    for bias in (True, False):
        expected = reference.n_params_rnn(D, H, K, bias=bias)
        assert_equal(student.n_params_rnn(D, H, K, bias=bias), expected, "The count")


@check(weight=4, hint="Does the order of your vector come from the indices, or from where the numbers lie in memory?")
@given(packed=array_lists)
def pack_matches_reference(student, reference, packed):
    """pack gives the right vector for many arrays, however they lie in memory."""
    expected = reference.pack(packed)
    columns_first = [WithLayout(array, "fortran") for array in packed]
    every_other = [WithLayout(array, "strided") for array in packed]
    for laid_out in (packed, columns_first, every_other):
        assert_equal(student.pack(laid_out), expected, "The packed vector")


@check(weight=3, hint="Where does the second array begin, and where the third? Write the places down for three shapes.")
@given(packed=array_lists)
def unpack_matches_reference(student, reference, packed):
    """unpack gives the right arrays for many lists of shapes."""
    shapes = [array.shape for array in packed]
    # Numbers that all differ, so that no two places can be confused.
    v = np.arange(1.0, sum(array.size for array in packed) + 1)
    assert_unpacked(student.unpack(v, shapes), reference.unpack(v, shapes))
    assert_unpacked(student.unpack(WithLayout(v, "strided"), shapes), reference.unpack(v, shapes))


@check(hint="A count is a whole number from beginning to end. Where does yours become a float?")
def counts_are_exact_ints(student, reference):
    """Counts are ints, and exact where a float would no longer be."""
    # Odd products above 2⁵³, which no float64 can hold.
    a, b = 94906267, 94906269
    for sizes in ([a, b], [1, a, b, 1], [b, a, 3]):
        for bias in (True, False):
            assert_equal(student.n_params(sizes, bias=bias), reference.n_params(sizes, bias=bias), "A huge count")
    for bias in (True, False):
        expected = reference.n_params_rnn(1, a, 1, bias=bias)
        assert_equal(student.n_params_rnn(1, a, 1, bias=bias), expected, "A huge count")


MISFITS = [
    (WORKED_VECTOR, [(2, 2), (1,)]),
    (WORKED_VECTOR, [(2, 2), (3,)]),
    (WORKED_VECTOR[:5], [(2, 3)]),
    (np.arange(7.0), [(2, 3)]),
    (np.arange(12.0), [(2, 3)]),  # twice as long
    (np.arange(3.0), [(1, 1)]),
    (np.arange(10.0), [(3,), (2, 2)]),
    (np.arange(6.0), [(2,), (1,), (2,)]),
    (np.arange(4.0), [(2, 2), (2, 2), (1,)]),  # nothing is left for the last two
    (np.ones(1), [(1, 2)]),  # one number, which would broadcast
    (np.ones(2), [(2, 2)]),  # and one row
]


@check(
    weight=8,
    hint="Your function knows two numbers before it cuts anything. What if they differ, either way?",
    guard=unpacks,
)
@given(examples=5, packed=array_lists, lacking=integers(1, 9), left_over=integers(1, 9))
def misfits_raise_value_error(student, packed, lacking, left_over):
    """unpack raises a ValueError for a vector that is too short or too long, and for no other."""
    fitting, shapes = entries(packed), [array.shape for array in packed]
    too_short = fitting[: max(1, len(fitting) - lacking)]
    too_long = np.append(fitting, np.ones(left_over))
    drawn = [(v, shapes) for v in (too_short, too_long) if len(v) != len(fitting)]
    for v, asked in MISFITS + drawn:
        seen = student.observe("unpack", v, asked)
        assert_that(seen.exception != "", "A vector of the wrong length was unpacked.", actual=seen.answer)
        assert_that(seen.exception == "ValueError", "A vector of the wrong length raised another exception.")


@check(
    hint="If somebody writes into the first unpacked array, what happens to the vector it came from?",
    guard=(packs, unpacks),
)
@given(examples=10, packed=array_lists)
def results_are_new_arrays(student, packed):
    """Neither the unpacked arrays nor the packed vector share memory with the arguments."""
    # A single array is where somebody may hand back what was given.
    for listed in (packed, [packed[0]], [packed[0].ravel()], [np.ones((2, 2))]):
        student.unpack(entries(listed), [array.shape for array in listed])
        assert_that(not student.side_effects.shared, "An unpacked array shares memory with v.")
        student.pack(listed)
        assert_that(not student.side_effects.shared, "The packed vector shares memory with an argument.")


@check(
    hint="The caller still needs lists and arrays as they were. Which of your statements changes one of them?",
    guard=(counts, packs, unpacks),
)
@given(examples=5, packed=array_lists, sizes=layers)
def arguments_unchanged(student, packed, sizes):
    """All functions leave their lists and arrays as they were."""
    shapes, v = [array.shape for array in packed], np.arange(float(sum(array.size for array in packed)))
    for function, given_arguments in (("n_params", (sizes,)), ("pack", (packed,)), ("unpack", (v, shapes))):
        seen = student.observe(function, *given_arguments)
        assert_that(not seen.side_effects.modified, f"{function} changed its arguments.")
