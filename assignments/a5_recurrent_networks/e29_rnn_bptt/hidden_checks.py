"""What students do not see: agreement with the reference, part by part, and inputs chosen to break things."""

import numpy as np

from grader.exercise import SMALLEST_CONTENT, CheckFailed, assert_close, assert_that, check, given, matches_reference

from .public_checks import KEYS, assert_real, fx, masked, networks

loss_matches_reference = matches_reference(
    "rnn_loss",
    masked(networks()),
    weight=7,
    title="rnn_loss has the right value on many networks, with a mask and without.",
    hint="Take a sequence of two steps with the mask [2, -1] and write the loss out. Which state does step one use?",
)

LARGE = 100.0  # makes gradients in the hundreds, and sums that any exponential stands


def steep(nets):
    """Draw networks of which some have large output weights, and so large gradients at everything that comes before."""
    return nets | nets.map(lambda net: net | {"Why": LARGE * net["Why"]})


def heavy(nets):
    """Draw networks of which some have a mask of large weights, and so a large gradient at the output."""
    return nets | nets.map(lambda net: net | {"mask": LARGE * net["mask"]} if "mask" in net else net)


# D = H, so that a matrix that should be transposed fits as it is.
square_networks = networks(t=(1, 4), d=3, h=3, k=3)
# With an input matrix that can be inverted safely, dX tells the gradients at the sums before the tanh.
invertible_networks = steep(square_networks).map(lambda net: net | {"Wxh": 1.5 * np.eye(3) + 0.25 * net["Wxh"]})
one_step_networks = networks(t=1, d=3, h=3, k=3).map(lambda net: net | {"Wxh": 1.5 * np.eye(3) + 0.25 * net["Wxh"]})


def own_output_errors(student, net):
    """Return the student's gradients at the sums before the softmax: dby, with one step counting at a time."""
    return np.array([student.rnn_bptt(**net, mask=step)["dby"] for step in np.eye(len(net["X"]))])


def own_state_errors(net, found):
    """Return the student's gradients at the sums before the tanh, as dX tells them."""
    return np.linalg.solve(net["Wxh"], found["dX"].T).T


def states(reference, net):
    """Return the states that the steps start from, and those that they end in."""
    h = reference.hidden_states(net["X"], net["h0"], net["Wxh"], net["Whh"], net["bh"])
    return np.vstack([net["h0"], h[:-1]]), h


def carry_back(reference, net, dO):
    """Return dX and dh0 as they follow from gradients at the sums before the softmax."""
    _, h = states(reference, net)
    d, carried = np.zeros(h.shape), np.zeros(h.shape[1])
    for t in reversed(range(len(h))):
        d[t] = (dO[t] @ net["Why"].T + carried) * (1 - h[t] ** 2)
        carried = d[t] @ net["Whh"].T
    return {"dX": d @ net["Wxh"].T, "dh0": carried}


def find_growth(net):
    """Return how much rounding grows: large sums have more of it, and going back Why and mask multiply it."""
    weight, mask = np.abs(net["Why"]).max(), np.abs(net.get("mask", 1.0)).max()
    return max(1.0, weight) ** 2 * max(1.0, mask)


def find_wrong_entry(net, found, expected):
    """Compare the entries of a gradient one by one; return how the first wrong one fails, or None."""
    for key, value in expected.items():
        entry = found[key]  # one of the wrong form ends the check here
        try:
            assert_close(entry, value, key, atol=1e-10, scale=find_growth(net))
        except CheckFailed as failed:
            return failed
    return None


def assert_entries(net, found, expected):
    """Fail unless all entries of a gradient are right."""
    failed = find_wrong_entry(net, found, expected)
    if failed is not None:
        raise failed


def easy_network(net):
    """Return a network in which slips hardly show: all states are alike, and transposing changes nothing.

    Nothing is carried from one state to the next, all steps have the same target, and all sums at the output are 1/3,
    as are the predictions.
    """
    state, target = np.full(3, 0.3 + 0.2 * np.abs(net["h0"]).mean()), np.eye(3)[np.argmax(net["by"])]
    sequence = {"X": np.zeros((3, 3)), "Y": np.tile(target, (3, 1)), "h0": state}
    weights = {"Wxh": np.eye(3), "Whh": np.zeros((3, 3)), "Why": 2 * np.eye(3)}
    return sequence | weights | {"bh": np.arctanh(state), "by": 1 / 3 - 2 * state}


def assert_content(student, net, parts):
    """Fail if nothing can follow from dby or dX: they need no work, or no step's share points the right way."""
    assert_real(student, net | {"Why": np.clip(net["Why"], -1.0, 1.0)}, parts)  # large ones would saturate the softmax
    easy = easy_network(net)
    answer, right = student.rnn_bptt(**easy), 1 / 3 - easy["Y"][0]  # the error of every step, but for a factor
    for key in parts:
        found = np.atleast_2d(answer[key])
        # A slip makes an error larger or smaller, turns it round, or spoils an entry, and leaves steps out.
        alike = np.abs(found @ right) >= 0.8 * np.linalg.norm(found, axis=1) * np.linalg.norm(right)
        summary = f"{key} is far off, so nothing can follow from it."
        assert_that(np.any(alike & np.any(found, axis=1)), summary, actual=answer[key])


def assert_follows(student, net, found, exact, from_own):
    """Accept the right entries, or those that follow from the student's own earlier parts, if these have content.

    Args:
        net: the arguments, without a mask.
        found: the student's gradients.
        exact: the right ones of the entries in question.
        from_own: the names of the earlier parts, and what makes the entries of them. It is called only where it is
            needed, and with it the student's functions; it returns None if nothing can follow from them.
    """
    failed = find_wrong_entry(net, found, exact)
    if failed is None:
        return
    parts, follow = from_own
    own = follow()
    if own is None or find_wrong_entry(net, found, own) is not None:
        raise failed
    assert_content(student, net, parts)
    student.mark_followed()


@check(weight=5, hint="Every step has a prediction, an error and a loss of its own. Which of them reach Why?")
@given(examples=20, net=heavy(masked(square_networks)))
def output_gradients_match_reference(student, reference, net):
    """dby and dWhy collect the errors of all predictions."""
    found, exact = student.rnn_bptt(**net), reference.rnn_bptt(**net)
    assert_entries(net, found, {"dby": exact["dby"], "dWhy": exact["dWhy"]})


@check(
    weight=5,
    hint="Two paths lead from the loss back to h_t, and one function stands between h_t and its sum.",
)
@given(examples=20, net=steep(square_networks))
def errors_travel_back_through_time(student, reference, net):
    """dX and dh0 are right, given your own errors at the output."""
    found, exact = student.rnn_bptt(**net), reference.rnn_bptt(**net)
    exact = {"dX": exact["dX"], "dh0": exact["dh0"]}
    own = ("dby",), lambda: carry_back(reference, net, own_output_errors(student, net))
    assert_follows(student, net, found, exact, own)


@check(
    weight=5,
    hint="The same weights act at every step. How do the contributions of the steps become one gradient?",
)
@given(examples=20, net=invertible_networks)
def input_weights_collect_all_steps(student, reference, net):
    """dWxh and dbh are right, given your own errors at the states."""
    found, exact = student.rnn_bptt(**net), reference.rnn_bptt(**net)

    def from_own_errors():
        d = own_state_errors(net, found)
        return {"dWxh": net["X"].T @ d, "dbh": d.sum(axis=0)}

    exact = {"dWxh": exact["dWxh"], "dbh": exact["dbh"]}
    assert_follows(student, net, found, exact, (("dX",), from_own_errors))


@check(
    weight=3,
    hint="In the sum before the tanh, what is Whh multiplied with? Look at the very first step as well.",
)
@given(examples=20, net=invertible_networks)
def recurrent_weights_collect_all_steps(student, reference, net):
    """dWhh is right, given your own errors at the states."""
    found, exact = student.rnn_bptt(**net), reference.rnn_bptt(**net)
    before, _ = states(reference, net)
    own = ("dX",), lambda: {"dWhh": before.T @ own_state_errors(net, found)}
    assert_follows(student, net, found, {"dWhh": exact["dWhh"]}, own)


@check(
    weight=3,
    hint="With one step there is no past but h0, and no future. Write down all seven gradients for it.",
)
@given(examples=20, net=one_step_networks)
def single_step(student, reference, net):
    """A sequence of one step has the gradients of a network with one hidden layer, whose second input is h0."""
    found, exact = student.rnn_bptt(**net), reference.rnn_bptt(**net)

    def from_own_errors():
        d, dO = own_state_errors(net, found), found["dby"]
        if np.abs(dO).max() <= SMALLEST_CONTENT:
            return None  # nothing can follow from zero
        before, after = states(reference, net)
        return {
            "dWxh": net["X"].T @ d,
            "dWhh": before.T @ d,
            "dbh": d[0],
            "dh0": d[0] @ net["Whh"].T,
            "dWhy": after.T @ dO[None],
        }

    exact = {key: exact[key] for key in ("dWxh", "dWhh", "dbh", "dh0", "dWhy")}
    assert_follows(student, net, found, exact, (("dX", "dby"), from_own_errors))


def long_network():
    """Return a sequence of 25 steps through which an error travels without dying: a slow rotation, small inputs."""
    angle = np.arange(2) * 0.5
    rotation = np.array([[np.cos(0.7), -np.sin(0.7)], [np.sin(0.7), np.cos(0.7)]])
    return {
        "X": fx((25, 3), 1, 0.1),
        "Y": np.eye(2)[np.arange(25) % 2],
        "h0": 0.1 + 0.1 * angle,
        "Wxh": fx((3, 2), 2, 0.5),
        "Whh": 0.98 * rotation,
        "Why": fx((2, 2), 3, 1.0),
        "bh": fx((2,), 4, 0.01),
        "by": fx((2,), 5, 0.1),
    }


@check(
    weight=3,
    hint="After 25 steps only what is carried from state to state is left. What does each step do to it?",
)
def long_memory(student, reference):
    """The error of the last of 25 predictions reaches the first input and the initial state unharmed."""
    net = long_network()
    last = np.eye(25)[24]
    found, exact = student.rnn_bptt(**net, mask=last), reference.rnn_bptt(**net, mask=last)
    exact = {"dX": exact["dX"], "dh0": exact["dh0"]}
    # With the mask on the last step, dby is the error there, and all others are zero.
    own = ("dby",), lambda: carry_back(reference, net, np.outer(last, found["dby"]))
    assert_follows(student, net, found, exact, own)


def large_networks():
    """Return networks whose sums before the softmax, and before the tanh, are as large as 1e4."""
    net = long_network() | {"X": fx((3, 3), 1), "Y": np.eye(2)[[0, 1, 0]]}
    yield net | {"by": np.array([1e4, -1e4])}
    yield net | {"by": np.array([1e4, 1e4 - 1])}
    yield net | {"Why": 1e4 * net["Why"]}
    yield net | {"bh": np.array([1e4, -1e4])}
    start = net | {"X": net["X"][:2], "Y": net["Y"][:2]}
    yield start | {"by": np.array([-2e3, 0.0])}
    yield start | {"Why": 5e3 * net["Why"]}
    yield net | {"X": net["X"][:2], "Y": net["Y"][1:], "by": np.array([2e3, 5e3])}


def equal_networks():
    """Return pairs of networks that predict the same, one of them by sums as large as 1e4."""
    net = long_network() | {"X": fx((3, 3), 1), "Y": np.eye(2)[[0, 1, 0]]}
    for gap in ([0.0, 0.0], [0.0, -1.0], [0.5, 2.0]):
        for shift in (1e4, -1e4):
            yield net | {"by": np.array(gap) + shift}, net | {"by": np.array(gap)}
    yield net | {"bh": np.array([1e4, -1e4])}, net | {"bh": np.array([50.0, -50.0])}  # tanh is 1 and -1 at both


@check(
    weight=4, hint="exp of a large number is inf, ln of 0 is -inf. Can you write ln(softmax) so that neither is met?"
)
def large_sums_are_harmless(student, reference):
    """For sums as large as ±10⁴ the loss is right, and the gradient is that of the same network with small sums."""
    for net in large_networks():
        # A sum of size 1e4 is rounded to about 1e-12, and so is the loss of each step.
        assert_close(student.rnn_loss(**net), reference.rnn_loss(**net), "The loss", atol=1e-9)
        found = student.rnn_bptt(**net)
        # Looking at an entry judges whether it is finite; errors of 10 and more are none of a softmax.
        assert_that(np.abs(found["dby"]).max() < 10, "dby is larger than three errors of a prediction can be.")
        assert_that(all(np.ndim(found[key]) > 0 for key in found), "A gradient is missing.")
    for large, small in equal_networks():
        found, expected = student.rnn_bptt(**large), student.rnn_bptt(**small)
        for key in KEYS:
            # A sum of size 1e4 is rounded to about 1e-12.
            assert_close(found[key], expected[key], key, atol=1e-12, scale=1e4, names=("large sums", "small sums"))
