# fails: argument_unchanged
# mistake: `row -= row.max()` in the loop writes into the view of Z: the argument is changed
import numpy as np



def softmax(Z):
    P = np.empty_like(Z)
    for row, p in zip(np.atleast_2d(Z), np.atleast_2d(P)):
        row -= row.max()
        p[:] = np.exp(row) / np.exp(row).sum()
    return P
