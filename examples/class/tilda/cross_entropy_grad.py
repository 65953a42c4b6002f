import numpy as np


def ce_grad_logits(Z, Y):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    loss_part = p - Y
    softmax_part = p * (1 - p)
    print("loss part:", loss_part)
    print("softmax part:", softmax_part)
    return loss_part * softmax_part
