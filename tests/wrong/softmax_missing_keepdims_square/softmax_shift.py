# fails: rows_sum_to_one, each_row_on_its_own, matches_reference_on_batches, matches_reference_on_square_batches, stable_across_rows
# mistake: divides by e.sum(axis=-1) without keepdims and has 'repaired' the shape error with resize: columns are divided by row sums, wrong also for square batches
import numpy as np



def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    total = e.sum(axis=-1)
    if Z.ndim == 2:
        total = np.resize(total, Z.shape[1])
    return e / total
