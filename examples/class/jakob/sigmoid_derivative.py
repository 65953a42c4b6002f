import numpy as np


class Sigmoid:
    """An activation that knows its slope."""

    @staticmethod
    def value(z):
        positive = z >= 0
        e = np.exp(np.where(positive, -z, z))
        return np.where(positive, 1.0, e) / (1.0 + e)

    @classmethod
    def slope(cls, z):
        return cls.value(z) * cls.value(-z)

    def slope_at(self, a):
        return a * (1 - a)


activation = Sigmoid()
sigmoid = Sigmoid.value
sigmoid_prime = Sigmoid.slope
sigmoid_prime_from_output = activation.slope_at
