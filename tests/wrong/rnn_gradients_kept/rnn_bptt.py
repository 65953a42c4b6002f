# fails: gradient_is_that_of_own_loss, gradients_are_linear_in_the_mask, perfect_predictions_have_no_gradient, output_gradients_match_reference, input_weights_collect_all_steps, recurrent_weights_collect_all_steps, single_step, large_sums_are_harmless
# mistake: adds to the arrays of earlier calls, and makes new ones only if the shapes are others
import numpy as np


def log_softmax(o):
    o = o - o.max()
    return o - np.log(np.exp(o).sum())


def forward(X, h0, Wxh, Whh, Why, bh, by):
    hs, logps = [h0], []
    for x in X:
        hs.append(np.tanh(x @ Wxh + hs[-1] @ Whh + bh))
        logps.append(log_softmax(hs[-1] @ Why + by))
    return hs, logps


KEPT = {}


def kept(name, like):
    if name not in KEPT or KEPT[name].shape != like.shape:
        KEPT[name] = np.zeros(like.shape)
    return KEPT[name]


def rnn_loss(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    if mask is None:
        mask = np.ones(len(X))
    hs, logps = forward(X, h0, Wxh, Whh, Why, bh, by)
    loss = 0.0
    for t in range(len(X)):
        loss -= mask[t] * np.sum(Y[t] * logps[t])
    return float(loss)


def rnn_bptt(X, Y, h0, Wxh, Whh, Why, bh, by, mask=None):
    if mask is None:
        mask = np.ones(len(X))
    hs, logps = forward(X, h0, Wxh, Whh, Why, bh, by)
    dWxh, dWhh, dWhy = kept("dWxh", Wxh), kept("dWhh", Whh), kept("dWhy", Why)
    dbh, dby, dX = kept("dbh", bh), kept("dby", by), np.zeros_like(X)
    dh_next = np.zeros_like(h0)
    for t in reversed(range(len(X))):
        h, h_prev = hs[t + 1], hs[t]
        dO = mask[t] * (np.exp(logps[t]) - Y[t])
        dWhy += np.outer(h, dO)
        dby += dO
        dh = dO @ Why.T + dh_next
        d = dh * (1 - h**2)
        dWxh += np.outer(X[t], d)
        dWhh += np.outer(h_prev, d)
        dbh += d
        dX[t] = d @ Wxh.T
        dh_next = d @ Whh.T
    grads = dict(dWxh=dWxh, dWhh=dWhh, dWhy=dWhy, dbh=dbh, dby=dby, dX=dX, dh0=dh_next)
    return grads
