# fails: declared_form
# mistake: a single row (K,) comes back as (1, K)
import numpy as np



def softmax(Z):
    A = np.atleast_2d(Z)
    e = np.exp(A - A.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
