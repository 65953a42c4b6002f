from functools import partial, reduce
from itertools import starmap
from operator import add, truediv
import math

import numpy as np

shifted = lambda row: map((-max(row)).__add__, row)
normalise = lambda es: (lambda total: list(map(lambda e: truediv(e, total), es)))(reduce(add, es))
row_softmax = lambda row: normalise(list(map(math.exp, shifted(row))))
softmax = lambda Z: np.array(row_softmax(Z.tolist()) if Z.ndim == 1 else list(map(row_softmax, Z.tolist()))).reshape(Z.shape)
