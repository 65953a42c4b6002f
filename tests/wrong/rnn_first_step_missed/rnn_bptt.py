# fails: worked_gradients, gradient_is_that_of_own_loss, only_the_past_matters, output_gradients_match_reference, errors_travel_back_through_time, single_step, long_memory
# mistake: range(T - 1, 0, -1)
import numpy as np

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def log_softmax(z):
    z = z - z.max()
    return z - np.log(np.exp(z).sum())

def forward(X, h0, Wxh, Whh, Why, bh, by):
    h = [h0]
    o = []
    for t in range(len(X)):
        h.append(np.tanh(X[t] @ Wxh + h[t] @ Whh + bh))
        o.append(h[t + 1] @ Why + by)
    return h, o

def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, o = forward(X, h0, Wxh, Whh, Why, bh, by)
    if mask is None:
        mask = np.ones(len(X))
    return -sum(mask[t] * (Y[t] @ log_softmax(o[t])) for t in range(len(X)))

def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    h, o = forward(X, h0, Wxh, Whh, Why, bh, by)
    if mask is None:
        mask = np.ones(len(X))
    dWxh = np.zeros(Wxh.shape)
    dWhh = np.zeros(Whh.shape)
    dWhy = np.zeros(Why.shape)
    dbh = np.zeros(bh.shape)
    dby = np.zeros(by.shape)
    dX = np.zeros(X.shape)
    dh = np.zeros(h0.shape)
    for t in range(len(X) - 1, 0, -1):
        do = mask[t] * (softmax(o[t]) - Y[t])
        dWhy += np.outer(h[t + 1], do)
        dby += do
        dh = do @ Why.T + dh
        dz = dh * (1 - h[t + 1] ** 2)
        dWxh += np.outer(X[t], dz)
        dWhh += np.outer(h[t], dz)
        dbh += dz
        dX[t] = dz @ Wxh.T
        dh = dz @ Whh.T
    return {"dWxh": dWxh, "dWhh": dWhh, "dWhy": dWhy, "dbh": dbh, "dby": dby, "dX": dX, "dh0": dh}
