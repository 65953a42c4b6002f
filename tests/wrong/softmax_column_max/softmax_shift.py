# fails: shift_invariant, each_row_on_its_own, matches_reference_on_batches, matches_reference_on_square_batches, stable_across_rows
# mistake: shifts by the column maximum (axis 0), a different c for each class of a row; a single row works only for 1-D
import numpy as np



def softmax(Z):
    if Z.ndim == 1:
        e = np.exp(Z - Z.max())
        return e / e.sum()
    e = np.exp(Z - Z.max(axis=0))
    return e / e.sum(axis=1, keepdims=True)
