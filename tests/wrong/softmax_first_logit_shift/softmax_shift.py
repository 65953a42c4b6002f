# fails: stable_for_huge_logits
# mistake: shifts by the first logit of each row, overflows if another one is much larger
import numpy as np



def softmax(Z):
    e = np.exp(Z - Z[..., :1])
    return e / e.sum(axis=-1, keepdims=True)
