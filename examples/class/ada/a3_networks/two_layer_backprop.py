import numpy as np


def _forward(X, W1, b1, W2, b2):
    with np.errstate(over="ignore"):
        H = 1 / (1 + np.exp(-(X @ W1 + b1)))
    Z2 = H @ W2 + b2
    shifted = Z2 - Z2.max(axis=1, keepdims=True)
    log_Yhat = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return H, log_Yhat


def two_layer_cost(X, Y, W1, b1, W2, b2):
    _, log_Yhat = _forward(X, W1, b1, W2, b2)
    return -np.sum(Y * log_Yhat)


def two_layer_grads(X, Y, W1, b1, W2, b2):
    H, log_Yhat = _forward(X, W1, b1, W2, b2)
    d2 = np.exp(log_Yhat) - Y
    d1 = d2 @ W2.T * H * (1 - H)
    return dict(
        d2=d2,
        d1=d1,
        dW2=H.T @ d2,
        db2=d2.sum(axis=0),
        dW1=X.T @ d1,
        db1=d1.sum(axis=0),
        dX=d1 @ W1.T,
    )
