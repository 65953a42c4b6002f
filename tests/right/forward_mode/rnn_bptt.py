import numpy as np


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h = h0
    L = 0.0
    for t in range(X.shape[0]):
        h = np.tanh(X[t] @ Wxh + h @ Whh + bh)
        o = h @ Why + by
        lp = o - (o.max() + np.log(np.sum(np.exp(o - o.max()))))
        L -= (mask[t] if mask is not None else 1.0) * np.dot(Y[t], lp)
    return L


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    """Real-time recurrent learning: carries dh/d(everything) forward."""
    T, D = X.shape
    H, K = Why.shape
    shapes = {"dWxh": (D, H), "dWhh": (H, H), "dbh": (H,), "dX": (T, D), "dh0": (H,)}
    J = {k: np.zeros((H,) + s) for k, s in shapes.items()}
    J["dh0"] = np.eye(H)
    g = {k: np.zeros(s) for k, s in shapes.items()} | {"dWhy": np.zeros((H, K)), "dby": np.zeros(K)}
    h = h0
    for t in range(T):
        new = np.tanh(X[t] @ Wxh + h @ Whh + bh)
        for k in J:
            J[k] = np.tensordot(Whh.T, J[k], axes=1)
        for i in range(H):
            J["dWxh"][i, :, i] += X[t]
            J["dWhh"][i, :, i] += h
            J["dbh"][i, i] += 1
            J["dX"][i, t] += Wxh[:, i]
        s = 1 - new**2
        for k in J:
            J[k] = s.reshape((-1,) + (1,) * (J[k].ndim - 1)) * J[k]
        h = new
        o = h @ Why + by
        e = np.exp(o - o.max())
        do = e / e.sum() - Y[t]
        if mask is not None:
            do = do * mask[t]
        g["dWhy"] += np.outer(h, do)
        g["dby"] += do
        for k in J:
            g[k] += np.tensordot(Why @ do, J[k], axes=1)
    return g
