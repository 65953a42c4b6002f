import numpy as np


def softmax(Z):
    e = np.exp((Z.T - Z.max(axis=-1).T).T)
    return (e.T / e.sum(axis=-1).T).T


def loss(Z, Y):
    return -np.sum(Y * np.log(softmax(Z)))


def ce_grad_logits(Z, Y):
    assert Z.shape == Y.shape
    return softmax(Z) - Y


z, y = np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0])
for k in range(3):
    step = 1e-6 * np.eye(3)[k]
    numeric = (loss(z + step, y) - loss(z - step, y)) / 2e-6
    assert abs(numeric - ce_grad_logits(z, y)[k]) < 1e-8
np.testing.assert_allclose(ce_grad_logits(z, y), [0.0900305731704, -0.755271528945, 0.665240955775])
