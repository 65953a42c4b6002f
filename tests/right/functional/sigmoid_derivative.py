from functools import reduce
from math import cosh, tanh

import numpy as np

compose = lambda *fs: reduce(lambda f, g: lambda x: f(g(x)), fs)
entrywise = lambda f: lambda x: np.array(list(map(f, x.ravel().tolist()))).reshape(x.shape)
half = lambda t: t / 2
sigmoid = entrywise(compose(lambda t: (1 + t) / 2, tanh, half))
# sech^2(z / 2) / 4; cosh of 350 and more is out of range, and the slope there is 0
sigmoid_prime = entrywise(compose(lambda t: 0.0 if abs(t) > 350 else (2 * cosh(t)) ** -2, half))
sigmoid_prime_from_output = entrywise(lambda a: a * (1 - a))
