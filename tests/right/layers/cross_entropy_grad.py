import numpy as np


def make_loss():
    cache = {}

    def forward(Z):
        shifted = Z - Z.max(axis=-1)[..., None]
        cache["p"] = np.exp(shifted) / np.exp(shifted).sum(axis=-1)[..., None]

    def backward(Y):
        return cache["p"] - Y

    return forward, backward


def ce_grad_logits(Z, Y):
    fwd, bwd = make_loss()
    fwd(Z)
    return bwd(Y)
