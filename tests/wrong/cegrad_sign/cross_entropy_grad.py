# fails: worked_numbers, signs_say_where_to_go, slope_along_directions, right_on_the_label, right_off_the_label, stable_for_huge_logits
# mistake: target minus prediction: the direction of descent and not the gradient
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    return Y - softmax(Z)
