import numpy as np


def sigmoid(z):
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    ez = np.exp(z[~pos])
    out[~pos] = ez / (1 + ez)
    return out


def sigmoid_prime(z):
    return sigmoid(z) * sigmoid(-z)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def logsumexp(z):
    m = z.max(axis=1)
    return m + np.log(np.exp(z - m[:, None]).sum(axis=1))


def forward(X, W1, b1, W2, b2):
    Z1 = X @ W1 + b1
    H = sigmoid(Z1)
    Z2 = H @ W2 + b2
    return Z1, H, Z2


def two_layer_cost(X, Y, W1, b1, W2, b2):
    Z2 = forward(X, W1, b1, W2, b2)[-1]
    # sum_k Y (lse - z)
    return float(np.sum(Y * (logsumexp(Z2)[:, None] - Z2)))


def two_layer_grads(X, Y, W1, b1, W2, b2):
    Z1, H, Z2 = forward(X, W1, b1, W2, b2)
    g = {}
    g["d2"] = softmax(Z2) - Y
    g["dW2"] = H.T.dot(g["d2"])
    g["db2"] = g["d2"].sum(axis=0)
    g["d1"] = g["d2"].dot(W2.T) * sigmoid_prime(Z1)
    g["dW1"] = X.T.dot(g["d1"])
    g["db1"] = g["d1"].sum(axis=0)
    g["dX"] = g["d1"].dot(W1.T)
    return g


X = np.array([[0.1, 0.4, 0.5], [-0.2, 0.3, 0.0]])
Y = np.eye(2)
W1 = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
W2 = np.array([[0.7, 0.8], [0.9, 0.1]])
b1 = b2 = np.array([0.5, 0.5])
print("J =", two_layer_cost(X, Y, W1, b1, W2, b2))
for key, value in two_layer_grads(X, Y, W1, b1, W2, b2).items():
    print(key, value.shape)
    print(value)

# a little training loop to see it work
for step in range(3):
    g = two_layer_grads(X, Y, W1, b1, W2, b2)
    W1, b1, W2, b2 = W1 - 0.1 * g["dW1"], b1 - 0.1 * g["db1"], W2 - 0.1 * g["dW2"], b2 - 0.1 * g["db2"]
    print("step", step, "cost", two_layer_cost(X, Y, W1, b1, W2, b2))
