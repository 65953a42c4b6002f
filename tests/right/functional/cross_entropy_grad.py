from functools import partial
from math import exp, fsum
from operator import sub

import numpy as np

weights = lambda z: list(map(exp, map(partial(sub), z, [max(z)] * len(z))))
normalise = lambda e: [x / fsum(e) for x in e]
row = lambda z, y: list(map(sub, normalise(weights(z)), y))
ce_grad_logits = lambda Z, Y: np.array(
    row(Z.tolist(), Y.tolist()) if Z.ndim == 1 else list(map(row, Z.tolist(), Y.tolist()))
)
