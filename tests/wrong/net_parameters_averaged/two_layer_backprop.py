# fails: worked_gradients, gradient_is_that_of_own_cost, batch_is_sum_of_rows, dW2_follows_from_d2, db2_follows_from_d2, dW1_follows_from_d1, db1_follows_from_d1, stable_gradients
# mistake: divides the gradients of weights and biases by N, and not the errors
import numpy as np

def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))

def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

def two_layer_cost(X, Y, W1, b1, W2, b2):
    A = sigmoid(X @ W1 + b1)
    Z2 = A @ W2 + b2
    m = Z2.max(axis=1, keepdims=True)
    logp = Z2 - m - np.log(np.exp(Z2 - m).sum(axis=1, keepdims=True))
    return -np.sum(Y * logp)

def two_layer_grads(X, Y, W1, b1, W2, b2):
    A = sigmoid(X @ W1 + b1)
    P = softmax(A @ W2 + b2)
    d2 = P - Y
    d1 = (d2 @ W2.T) * A * (1 - A)
    dW2 = A.T @ d2 / len(X)
    db2 = d2.mean(axis=0)
    dW1 = X.T @ d1 / len(X)
    db1 = d1.mean(axis=0)
    dX = d1 @ W1.T
    return {"d2": d2, "d1": d1, "dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1, "dX": dX}
