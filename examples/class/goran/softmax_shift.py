import numpy as np

def softmax(Z):
    Z = np.asarray(Z)
    ex = np.exp(Z - Z.max(-1, keepdims=True))
    return ex / ex.sum(-1, keepdims=True)
