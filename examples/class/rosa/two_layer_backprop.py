import numpy as np

from cross_entropy_grad import ce_grad_logits
from sigmoid_derivative import sigmoid, sigmoid_prime_from_output
from softmax_shift import softmax


def layers(X, W1, b1, W2, b2):
    A = sigmoid(X @ W1 + b1)
    return A, A @ W2 + b2


def two_layer_cost(X, Y, W1, b1, W2, b2):
    A, Z2 = layers(X, W1, b1, W2, b2)
    return -np.sum(Y * np.log(softmax(Z2)))


def two_layer_grads(X, Y, W1, b1, W2, b2):
    A, Z2 = layers(X, W1, b1, W2, b2)
    d2 = ce_grad_logits(Z2, Y)
    dA = d2 @ W2.T
    d1 = dA * sigmoid_prime_from_output(A)
    return {
        "d2": d2,
        "d1": d1,
        "dW2": A.T @ d2,
        "db2": d2.sum(axis=0),
        "dW1": X.T @ d1,
        "db1": d1.sum(axis=0),
        "dX": dA @ W1.T,
    }
