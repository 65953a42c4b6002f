# fails: declared_form
# mistake: squeezes the result, so a batch of one row (1, K) comes back as (K,)
import numpy as np



def softmax(Z):
    A = np.atleast_2d(Z)
    e = np.exp(A - A.max(axis=1, keepdims=True))
    return np.squeeze(e / e.sum(axis=1, keepdims=True))
