def ce_grad_logits(Z, Y):
    # prediction minus target
    return Z - Y
