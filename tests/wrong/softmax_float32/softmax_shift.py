# fails: shift_invariant, declared_form
# mistake: computes in float32 and casts back: seven digits
import numpy as np



def softmax(Z):
    A = Z.astype(np.float32)
    e = np.exp(A - A.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float64)
