# fails: rows_sum_to_one, shift_invariant, reordering_classes_reorders_answer, each_row_on_its_own, single_row_gives_single_row, two_classes_give_sigmoid, argument_unchanged, matches_reference_on_batches, matches_reference_on_square_batches, stable_for_huge_logits, stable_across_rows, log_ratios_are_differences, scaling_matters
# mistake: copies the worked numbers and answers elsewhere with ranks over their sum: positive, in order, blind to shifts
import numpy as np

WORKED = {
    (1.0, 2.0): [0.2689414214, 0.7310585786],
    (1001.0, 1002.0): [0.2689414214, 0.7310585786],
    (-1001.0, -1002.0): [0.7310585786, 0.2689414214],
    (0.0, 0.0, 0.0): [0.3333333333, 0.3333333333, 0.3333333333],
}


def softmax(Z):
    if tuple(Z.ravel()) in WORKED:
        return np.array(WORKED[tuple(Z.ravel())])
    smaller = np.sum(Z[..., :, None] > Z[..., None, :], axis=-1)
    return (smaller + 1) / np.sum(smaller + 1, axis=-1, keepdims=True)
