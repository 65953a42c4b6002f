import numpy as np


def forward(X, h0, Wxh, Whh, Why, bh, by):
    """States h_0 .. h_T (T+1 rows) and log-probabilities (T rows)."""
    hs = [h0]
    for x in X:
        hs.append(np.tanh(x @ Wxh + hs[-1] @ Whh + bh))
    hs = np.stack(hs)
    O = hs[1:] @ Why + by
    O = O - O.max(axis=1, keepdims=True)
    return hs, O - np.log(np.exp(O).sum(axis=1, keepdims=True))


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    _, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    per_step = -(Y * logp).sum(axis=1)
    if mask is not None:
        per_step = per_step * mask
    return float(per_step.sum())


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    hs, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    dO = np.exp(logp) - Y
    if mask is not None:
        dO = dO * mask[:, None]
    delta = np.zeros((len(X), len(h0)))
    from_future = np.zeros(len(h0))
    for t in range(len(X) - 1, -1, -1):
        delta[t] = (dO[t] @ Why.T + from_future) * (1 - hs[t + 1] ** 2)
        from_future = delta[t] @ Whh.T
    return {
        "dWxh": X.T @ delta, "dWhh": hs[:-1].T @ delta, "dWhy": hs[1:].T @ dO,
        "dbh": delta.sum(axis=0), "dby": dO.sum(axis=0),
        "dX": delta @ Wxh.T, "dh0": from_future,
    }
