import numpy as np

np.set_printoptions(precision=4, suppress=True)


def subtract_row_max(A):
    return A - np.max(A, axis=A.ndim - 1, keepdims=True)


def normalise_rows(A):
    return A / np.sum(A, axis=A.ndim - 1, keepdims=True)


def softmax(Z):
    return normalise_rows(np.exp(subtract_row_max(Z)))


Z = np.array([[1.0, 2.0], [1001.0, 1002.0], [-1001.0, -1002.0]])
print("logits\n", Z)
print("softmax\n", softmax(Z))
for c in (0, 5, -300):
    print(f"shift by {c}:", softmax(np.zeros(3) + c))
