import numpy as np


class Softmax:
    """Callable: an instance *is* the function."""

    def __init__(self, axis=-1):
        self.axis = axis

    def shift(self, Z):
        return Z - Z.max(self.axis, keepdims=True)

    def weights(self, Z):
        return np.exp(self.shift(Z))

    def __call__(self, Z):
        w = self.weights(Z)
        return w / w.sum(self.axis, keepdims=True)


softmax = Softmax()
