# fails: argument_unchanged
# mistake: thinks reshape makes a copy and works in place on it: Z is overwritten (where it is contiguous)
import numpy as np



def softmax(Z):
    A = Z.reshape(-1, Z.shape[-1])
    A -= A.max(axis=1, keepdims=True)
    np.exp(A, out=A)
    A /= A.sum(axis=1, keepdims=True)
    return A.reshape(Z.shape).copy()
