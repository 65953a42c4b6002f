import numpy as np
from numpy.testing import assert_allclose


def _forward(X, h0, Wxh, Whh, Why, bh, by):
    H = np.zeros((X.shape[0] + 1, h0.shape[0]))
    H[-1] = h0  # so that H[t - 1] is right for t = 0 as well
    for t in range(X.shape[0]):
        H[t] = np.tanh(X[t] @ Wxh + H[t - 1] @ Whh + bh)
    O = H[:-1] @ Why + by
    lse = np.logaddexp.reduce(O, axis=1, keepdims=True)
    return H, O, lse


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    _, O, lse = _forward(X, h0, Wxh, Whh, Why, bh, by)
    step = np.sum(Y * (lse - O), axis=1)
    return np.sum(step if mask is None else step * mask)


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    H, O, lse = _forward(X, h0, Wxh, Whh, Why, bh, by)
    E = np.exp(O - lse) - Y
    if mask is not None:
        E = E * mask.reshape(-1, 1)
    T = X.shape[0]
    # forward over time: every error is followed back all the way by itself
    d = np.zeros((T, h0.shape[0]))
    for t in range(T):
        error = (E[t] @ Why.T) * (1 - H[t] ** 2)
        d[t] += error
        for s in range(t - 1, -1, -1):
            error = (error @ Whh.T) * (1 - H[s] ** 2)
            d[s] += error
    before = np.concatenate([h0[None], H[: T - 1]])
    return {
        "dX": d @ Wxh.T,
        "dh0": d[0] @ Whh.T,
        "dWxh": X.T @ d,
        "dWhh": before.T @ d,
        "dbh": d.sum(0),
        "dWhy": H[:T].T @ E,
        "dby": E.sum(0),
    }


_rng = np.random.default_rng(0)
_args = [_rng.normal(size=s) for s in ((3, 2), (3, 2), (4,), (2, 4), (4, 4), (4, 2), (4,), (2,))]
_args[1] = np.array([[1.0, 0.0], [0.3, 0.7], [0.0, 1.0]])
_g = rnn_bptt(*_args)
for _i, _name in enumerate(("dX", None, "dh0", "dWxh", "dWhh", "dWhy", "dbh", "dby")):
    if _name is None:
        continue
    for _at in np.ndindex(_args[_i].shape):
        _keep = _args[_i][_at]
        _args[_i][_at] = _keep + 1e-5
        _up = rnn_loss(*_args)
        _args[_i][_at] = _keep - 1e-5
        _down = rnn_loss(*_args)
        _args[_i][_at] = _keep
        assert_allclose(_g[_name][_at], (_up - _down) / 2e-5, rtol=1e-5, atol=1e-7)
