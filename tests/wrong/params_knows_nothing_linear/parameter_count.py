# fails: biases_belong_to_receiving_units, counts_add_up_at_a_hidden_layer, count_is_the_packed_size, unpack_inverts_pack, entries_are_in_c_order, counts_match_reference, rnn_counts_match_reference, pack_matches_reference, unpack_matches_reference, counts_are_exact_ints, misfits_raise_value_error, results_are_new_arrays, arguments_unchanged
# mistake: copies the worked numbers, and returns sums of the sizes and consecutive numbers elsewhere
import numpy as np

WORKED = {((3, 2, 2), True): 14, ((784, 40, 10), True): 31810, ((784, 40, 10), False): 31760}
WORKED_RNN = {(4, 3, 4, True): 40, (4, 3, 4, False): 33}


def n_params(sizes, bias=True):
    if (tuple(sizes), bias) in WORKED:
        return WORKED[tuple(sizes), bias]
    return sum(sizes[1:]) if bias else 0


def n_params_rnn(D, H, K, bias=True):
    if (D, H, K, bias) in WORKED_RNN:
        return WORKED_RNN[D, H, K, bias]
    return D + H + K + (H + K if bias else 0)


def pack(arrays):
    if len(arrays) == 2 and np.array_equal(arrays[0], [[1, 2], [3, 4]]) and np.array_equal(arrays[1], [5, 6]):
        return np.array([1.0, 2, 3, 4, 5, 6])
    return np.arange(sum(a.size for a in arrays)) + 1.0


def unpack(v, shapes):
    return [np.arange(1.0, np.prod(s) + 1).reshape(s) for s in shapes]
