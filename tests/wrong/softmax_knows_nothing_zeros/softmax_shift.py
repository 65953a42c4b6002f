# fails: rows_sum_to_one, shift_invariant, reordering_classes_reorders_answer, each_row_on_its_own, single_row_gives_single_row, two_classes_give_sigmoid, argument_unchanged, matches_reference_on_batches, matches_reference_on_square_batches, stable_for_huge_logits, stable_across_rows, log_ratios_are_differences, scaling_matters
# mistake: copies the worked numbers and answers zeros elsewhere
import numpy as np

WORKED = {
    (1.0, 2.0): [0.2689414214, 0.7310585786],
    (1001.0, 1002.0): [0.2689414214, 0.7310585786],
    (-1001.0, -1002.0): [0.7310585786, 0.2689414214],
    (0.0, 0.0, 0.0): [0.3333333333, 0.3333333333, 0.3333333333],
}


def softmax(Z):
    return np.array(WORKED.get(tuple(Z.ravel()), np.zeros(Z.shape)))
