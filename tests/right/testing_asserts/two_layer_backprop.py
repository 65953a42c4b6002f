import numpy as np
from numpy.testing import assert_allclose


def _run(X, Y, W1, b1, W2, b2):
    A = X @ W1 + b1[None, :]
    H = np.where(A < 0, np.exp(-np.abs(A)), 1) / (1 + np.exp(-np.abs(A)))
    B = H @ W2 + b2[None, :]
    top = B.max(axis=1, keepdims=True)
    lse = top + np.log(np.exp(B - top).sum(axis=1, keepdims=True))
    # the rows of Y sum to one, so J = sum lse - sum Y * B
    J = float(((lse - B) * Y).sum())
    # full chain rule with the Jacobian of softmax and J = -sum Y ln P
    P = np.exp(B - lse)
    d2 = P * Y.sum(axis=1, keepdims=True) - Y
    dH = d2 @ W2.transpose()
    d1 = dH * (H - H**2)
    return J, d2, d1, H


def two_layer_cost(X, Y, W1, b1, W2, b2):
    return _run(X, Y, W1, b1, W2, b2)[0]


def two_layer_grads(X, Y, W1, b1, W2, b2):
    _, d2, d1, H = _run(X, Y, W1, b1, W2, b2)
    return {
        "d2": d2,
        "d1": d1,
        "dW2": np.tensordot(H, d2, axes=(0, 0)),
        "db2": np.add.reduce(d2),
        "dW1": np.tensordot(X, d1, axes=(0, 0)),
        "db1": np.add.reduce(d1),
        "dX": np.inner(d1, W1),
    }


_rng = np.random.default_rng(1)
_args = [_rng.normal(size=s) for s in ((5, 4), (5, 2), (4, 3), (3,), (3, 2), (2,))]
_args[1] = np.abs(_args[1]) / np.abs(_args[1]).sum(axis=1, keepdims=True)
_g = two_layer_grads(*_args)
for _i, _name in ((0, "dX"), (2, "dW1"), (3, "db1"), (4, "dW2"), (5, "db2")):
    for _idx in np.ndindex(_args[_i].shape):
        _keep = _args[_i][_idx]
        _args[_i][_idx] = _keep + 1e-5
        _up = two_layer_cost(*_args)
        _args[_i][_idx] = _keep - 1e-5
        _down = two_layer_cost(*_args)
        _args[_i][_idx] = _keep
        assert_allclose(_g[_name][_idx], (_up - _down) / 2e-5, rtol=1e-5, atol=1e-7)
