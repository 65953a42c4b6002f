# fails: worked_numbers, each_row_on_its_own, slope_along_directions, right_on_the_label, right_off_the_label, stable_for_huge_logits
# mistake: divides by N K
import numpy as np

def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def ce_grad_logits(Z, Y):
    return (softmax(Z) - Y) / Y.size
