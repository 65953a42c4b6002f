import numpy as np


def sigmoid(x):
    return 0.5 * (np.tanh(x / 2) + 1)


def forward(inputs, V, c, W, d):
    hidden = sigmoid(inputs @ V + c)
    out = hidden @ W + d
    out = out - out.max(axis=1, keepdims=True)
    return hidden, out - np.log(np.exp(out).sum(axis=1, keepdims=True))


def two_layer_cost(inputs, targets, V, c, W, d):
    return -(targets * forward(inputs, V, c, W, d)[1]).sum()


def two_layer_grads(inputs, targets, V, c, W, d):
    hidden, log_out = forward(inputs, V, c, W, d)
    err_out = np.exp(log_out) - targets
    err_hidden = err_out @ W.T * hidden * (1 - hidden)
    return {
        "d2": err_out, "d1": err_hidden,
        "dW2": hidden.T @ err_out, "db2": err_out.sum(axis=0),
        "dW1": inputs.T @ err_hidden, "db1": err_hidden.sum(axis=0),
        "dX": err_hidden @ V.T,
    }
