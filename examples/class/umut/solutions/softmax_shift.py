import numpy as np


def softmax(Z):
    # every output between 0 and 1
    Z = np.clip(Z, -500, 500)
    return 1.0 / (1.0 + np.exp(-Z))
