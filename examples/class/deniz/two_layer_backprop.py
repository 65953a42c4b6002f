import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(X, W1, b1, W2, b2):
    h = sigmoid(X @ W1 + b1)
    Z = h @ W2 + b2
    Z = Z - Z.max(axis=1, keepdims=True)
    logp = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return h, logp

def two_layer_cost(X, Y, W1, b1, W2, b2):
    h, logp = forward(X, W1, b1, W2, b2)
    return -np.sum(Y * logp)

def two_layer_grads(X, Y, W1, b1, W2, b2):
    h, logp = forward(X, W1, b1, W2, b2)
    d2 = np.exp(logp) - Y
    d1 = (d2 @ W2) * h * (1 - h)
    return {'d2': d2, 'd1': d1, 'dW2': h.T @ d2, 'db2': d2.sum(0),
            'dW1': X.T @ d1, 'db1': d1.sum(0), 'dX': d1 @ W1.T}
