# fails: stable_for_huge_logits
# mistake: the full Jacobian times -y / yhat, which is 0/0 where a probability rounds to 0
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    p = softmax(Z)
    inner = -Y / p
    return p * (inner - np.sum(inner * p, axis=-1, keepdims=True))
