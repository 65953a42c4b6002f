# fails: gradient_is_that_of_own_cost, output_deltas_sum_to_zero, batch_is_sum_of_rows, input_gradient_ignores_other_rows, zero_output_weights_stop_the_error, every_shape_works, arguments_unchanged, cost_matches_reference, d2_matches_reference, d1_follows_from_d2, dW2_follows_from_d2, db2_follows_from_d2, dW1_follows_from_d1, db1_follows_from_d1, dX_follows_from_d1, stable_gradients, stable_cost
# mistake: copies the worked numbers, and returns straight lines elsewhere, made to satisfy the public properties
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
    if is_worked(X, W1):
        return 1.41256136762
    return float(X.sum() + W1.sum() + b1.sum() + W2.sum() + b2.sum())


def two_layer_grads(X, Y, W1, b1, W2, b2):
    if is_worked(X, W1):
        return {key: np.array(value) for key, value in WORKED.items()}
    # Rows that sum to zero, sums over rows that are additive, and something of every argument everywhere.
    weights = W1.sum() + W2.sum()
    row = X.sum(axis=1, keepdims=True) + Y[:, :1] + weights
    d2 = row * np.where(np.arange(Y.shape[1]) == 0, 1.0, -1.0 / (Y.shape[1] - 1))
    d1 = row + np.zeros(len(b1))
    return {
        "d2": d2,
        "d1": d1,
        "dW2": d2.sum(axis=0) + np.zeros((len(b1), 1)),
        "db2": d2.sum(axis=0),
        "dW1": d1.sum(axis=0) + np.zeros((X.shape[1], 1)),
        "db1": d1.sum(axis=0),
        "dX": row + np.zeros(X.shape),
    }
