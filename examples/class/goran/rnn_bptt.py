import numpy as np

def forward(X, h0, Wxh, Whh, Why, bh, by):
    h = np.zeros((len(X) + 1, h0.size))
    h[0] = h0
    for t in range(len(X)):
        h[t + 1] = np.tanh(X[t] @ Wxh + h[t] @ Whh + bh)
    o = h[1:] @ Why + by
    o = o - o.max(1, keepdims=True)
    return h, o - np.log(np.exp(o).sum(1, keepdims=True))

def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    losses = -(Y * logp).sum(1)
    return losses.sum() if mask is None else (losses * mask).sum()

def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    do = np.exp(logp) - Y
    if mask is not None:
        do = do * mask[:, None]
    # dE_t/dh_t, all steps at once, no loop needed
    d = do @ Why.T * (1 - h[1:] ** 2)
    return {"dWxh": X.T @ d, "dWhh": h[:-1].T @ d, "dWhy": h[1:].T @ do,
            "dbh": d.sum(0), "dby": do.sum(0), "dX": d @ Wxh.T, "dh0": d[0] @ Whh.T}
