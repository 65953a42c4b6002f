# fails: rows_sum_to_one, shift_invariant, each_row_on_its_own, matches_reference_on_batches, stable_across_rows
# mistake: guesses the class axis from the shape: takes the shorter side for the classes
import numpy as np



def softmax(Z):
    axis = -1
    if Z.ndim == 2 and Z.shape[0] < Z.shape[1]:
        axis = 0
    e = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
