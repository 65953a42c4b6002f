import numpy as np


def numerical_gradient(function, w, h=1e-4):
    result = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        right, left = w.copy(), w.copy()
        right[i] += h
        left[i] -= h
        result[i] = (function(right) - function(left)) / (2 * h)
    return result


def gradient_check(function, w, h=1e-4, tol=1e-5):
    claimed = function(w)[1]
    numeric = numerical_gradient(lambda v: function(v)[0], w, h)
    size = np.maximum(1, np.maximum(abs(claimed), abs(numeric)))
    worst = np.max(abs(claimed - numeric) / size)
    return worst <= tol, worst
