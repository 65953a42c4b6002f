import numpy as np

def forward(X, h0, Wxh, Whh, Why, bh, by):
    h = [h0]
    for x in X:
        h.append(np.tanh(x @ Wxh + h[-1] @ Whh + bh))
    h = np.array(h)
    o = h[1:] @ Why + by
    o = o - o.max(axis=1, keepdims=True)
    return h, o - np.log(np.exp(o).sum(axis=1, keepdims=True))

def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    m = 1 if mask is None else mask[:, None]
    return -np.sum(m * Y * forward(X, h0, Wxh, Whh, Why, bh, by)[1])

def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    m = 1 if mask is None else mask[:, None]
    h, logp = forward(X, h0, Wxh, Whh, Why, bh, by)
    do = m * (np.exp(logp) - Y)
    d = np.zeros((len(X), len(h0)))
    c = 0 * h0
    for t in range(len(X))[::-1]:
        d[t] = (do[t] @ Why.T + c) * (1 - h[t + 1] ** 2)
        c = d[t] @ Whh
    return {'dWxh': X.T @ d, 'dWhh': h[:-1].T @ d, 'dWhy': h[1:].T @ do,
            'dbh': d.sum(0), 'dby': do.sum(0), 'dX': d @ Wxh.T, 'dh0': c}
