# fails: gradient_is_that_of_own_cost, output_deltas_sum_to_zero, batch_is_sum_of_rows, input_gradient_ignores_other_rows, zero_output_weights_stop_the_error, every_shape_works, arguments_unchanged, cost_matches_reference, d2_matches_reference, d1_follows_from_d2, dW2_follows_from_d2, db2_follows_from_d2, dW1_follows_from_d1, db1_follows_from_d1, dX_follows_from_d1, stable_gradients, stable_cost
# mistake: copies the worked numbers for the worked input, and returns zeros for every other one
import numpy as np

WORKED = {
    "d2": [[-0.374958111749, 0.374958111749], [0.610396123506, -0.610396123506]],
    "d1": [[0.00777005330485, -0.0595199081854], [-0.0140845719977, 0.112361712003]],
    "dW2": [[0.124869840586, -0.124869840586], [0.118669935896, -0.118669935896]],
    "db2": [0.235438011757, -0.235438011757],
    "dW1": [
        [0.00359391973003, -0.0284243332192],
        [-0.00111735027738, 0.00990055032682],
        [0.00388502665242, -0.0297599540927],
    ],
    "db1": [-0.0063145186929, 0.0528418038179],
    "dX": [
        [-0.0111269763066, -0.0214769472827, -0.0318269182588],
        [0.0210638852009, 0.040719313202, 0.0603747412031],
    ],
}


def is_worked(X, W1):
    return X.shape == (2, 3) and W1.shape == (3, 2) and X[0, 1] == 0.4 and W1[2, 1] == 0.6


def two_layer_cost(X, Y, W1, b1, W2, b2):
    return 1.41256136762 if is_worked(X, W1) else 0.0


def two_layer_grads(X, Y, W1, b1, W2, b2):
    if is_worked(X, W1):
        return {key: np.array(value) for key, value in WORKED.items()}
    shaped = {"d2": Y, "d1": X @ W1, "dW2": W2, "db2": b2, "dW1": W1, "db1": b1, "dX": X}
    return {key: np.zeros(value.shape) for key, value in shaped.items()}
