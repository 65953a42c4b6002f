"""The stages of a diagnosis: known mistakes, single places, pairs, mutants, relations; and what they may not name."""

from types import ModuleType

import numpy as np
import pytest

from grader.course.edits import apply_places
from grader.course.suspects import find_pairs, to_module, to_pair, to_singles
from grader.execution.in_process import InProcessTransport
from grader.grading.diagnosis import MAX_TOLD, diagnose
from grader.grading.grading import grade_exercise


@pytest.fixture
def find(course):
    return lambda name: next(exercise for exercise in course.exercises if exercise.id == name)


def edited(exercise, *edits):
    """Return the reference with texts replaced."""
    source = exercise.mistakes.reference
    for search, replacement in edits:
        assert source.count(search) == 1, search
        source = source.replace(search, replacement)
    module = ModuleType("student")
    exec(source, module.__dict__)
    return module


def mistaken(exercise, *names):
    """Return the reference with known mistakes made together, each with its second constant if it has several."""
    singles = [list(to_singles(exercise.mistakes, exercise.mistakes.get(name)))[:2][-1] for name in names]
    module = ModuleType("student")
    places = [place for single in singles for place in single.places]
    exec(apply_places(exercise.mistakes.reference, places), module.__dict__)
    return module


def name(exercise, module):
    """Return what each diagnosis is named, its change if it has no name, with its sentence."""
    report = grade_exercise(exercise, InProcessTransport(module))
    return [(" or ".join(d.misconceptions) or d.change, d.name) for d in report.diagnosis]


def test_two_mistakes_in_one_answer_are_told_as_two(find):
    network = find("two_layer_backprop")
    named = name(network, mistaken(network, "sign_of_output_delta", "sigmoid_slope_missing"))
    assert {key for key, _ in named} == {"sign_of_output_delta", "sigmoid_slope_missing"}
    report = grade_exercise(
        network, InProcessTransport(mistaken(network, "sign_of_output_delta", "sigmoid_slope_missing"))
    )
    assert report.diagnosis[0].checks == report.diagnosis[1].checks


@pytest.mark.parametrize(
    ("exercise", "names", "told"),
    [
        # The tolerance shows in truth values only, of which the other mistake changes some.
        ("gradient_check", ("step_not_passed_on", "tolerance_ignored"), {"step_not_passed_on"}),
        ("rnn_bptt", ("clipped_gradients", "recurrent_weights_not_transposed"), None),
        ("rnn_bptt", ("clipped_gradients", "tanh_slope_missing"), None),
        ("two_layer_backprop", ("sign_of_output_delta", "bias_gradient_is_mean"), None),
        # One in a function and one in what it calls, where the second is seen alone.
        ("sigmoid_derivative", ("sum_taken_for_response", "rounded"), None),
        # The same, where the first is a single mistake once the second is known.
        ("sigmoid_derivative", ("quotient_overflows", "response_handed_back"), None),
        # One has side effects only, the other has none.
        ("cross_entropy_grad", ("hard_labels", "writes_into_logits"), None),
        # One shows in numbers that are not finite only.
        ("two_layer_backprop", ("sign_of_cost", "log_of_softmax"), None),
        # The loss is right, so what loss and gradient share is right, too.
        ("rnn_bptt", ("overwritten_instead_of_added", "clipped_output_sums_in_gradient"), None),
        # Other mistakes explain an entry each: the pair explains both as a whole.
        ("linear_regression_gd", ("half_forgotten", "mean_in_gradient_only"), None),
        # A mistake that is known already is preferred to one that has the same effect.
        ("sigmoid_derivative", ("difference_turned_round", "sum_clipped"), None),
    ],
)
def test_real_pairs_are_named(find, exercise, names, told):
    named = {key for key, _ in name(find(exercise), mistaken(find(exercise), *names))}
    assert named == (told or set(names))


def test_a_mistake_is_named_in_the_entries_that_a_second_one_leaves(find):
    network = find("two_layer_backprop")
    module = mistaken(network, "sigmoid_slope_missing")
    wrong = module.two_layer_grads
    module.two_layer_grads = lambda *given: (g := wrong(*given)) | {"db1": g["db1"] ** 3 + 1}
    ((key, says),) = name(network, module)
    assert key == "sigmoid_slope_missing"
    assert says.startswith("In d1 and dW1: ")


def test_one_place_of_a_mistake_has_its_name_and_says_where(find):
    network = find("two_layer_backprop")
    ((key, says),) = name(network, edited(network, ("d2.sum(axis=0)", "d2.mean(axis=0)")))
    assert key == "bias_gradient_is_mean"
    assert says.startswith("In db2: Averages the bias gradients")


def test_a_mistake_of_a_pair_is_told_once(find):
    exercise = find("sigmoid_derivative")
    module = mistaken(exercise, "sum_taken_for_response", "rounded")
    report = grade_exercise(exercise, InProcessTransport(module))
    assert len(report.diagnosis) == 2
    (rounded,) = [d for d in report.diagnosis if d.misconceptions == ("rounded",)]
    assert rounded.function == "sigmoid"
    assert {check.id for check in report.checks if check.verdict == "failed"} == {
        check for diagnosis in report.diagnosis for check in diagnosis.checks
    }


def test_what_explains_the_smaller_part_of_what_is_wrong_is_not_told(find):
    """A wrong d1 changes dX as well; that dX is what another mistake would make of it is no evidence for that."""
    network = find("two_layer_backprop")
    module = mistaken(network, "input_gradient_skips_sigmoid")
    only_there = module.two_layer_grads
    assert [key for key, _ in name(network, module)] == ["input_gradient_skips_sigmoid"]
    more = {"db1", "d1", "dW1"}
    module.two_layer_grads = lambda *given: {k: v**3 + 1 if k in more else v for k, v in only_there(*given).items()}
    assert name(network, module) == []


def test_a_small_change_does_not_explain_answers_with_side_effects(find):
    network = find("two_layer_backprop")
    module = edited(network, ("(1 - h)", "(1 + h)"))
    changed = module.two_layer_grads
    assert [key for key, _ in name(network, module)] == ["add_for_sub"]

    def overwriting(*given):
        answer = changed(*given)
        given[0][...] = 0
        return answer

    module.two_layer_grads = overwriting
    assert name(network, module) == []


def test_a_small_change_without_a_name_is_worded_by_its_operator(find):
    network = find("two_layer_backprop")
    ((key, says),) = name(network, edited(network, ("(1 - h)", "(1 + h)")))
    assert key == "add_for_sub"
    assert "Adds where it should subtract." in says


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        (lambda g: g | {"dX": -g["dX"]}, "negated", "Gives dX with the opposite sign."),
        (lambda g: g | {"dW2": g["dW2"] / 2}, "half", "Gives half of what it should for dW2."),
        (lambda g: g | {"dW1": 0.3 * g["dW1"]}, "multiple", "Gives a constant multiple of what it should for dW1."),
        (lambda g: g | {"dX": g["dX"][::-1].copy()}, "reversed", "Gives dX in reversed order."),
        (lambda g: g | {"d1": 0 * g["d1"]}, "zero", "Gives zeros for d1."),
    ],
)
def test_an_entry_may_be_told_by_its_relation_to_the_right_one(find, change, key, says):
    network = find("two_layer_backprop")
    module = edited(network)
    right = module.two_layer_grads
    module.two_layer_grads = lambda *given: change(right(*given))
    assert name(network, module) == [(key, says)]


def test_what_explains_most_lost_weight_is_told_first(find):
    network = find("two_layer_backprop")
    module = mistaken(network, "sign_of_output_delta")
    module.two_layer_cost = mistaken(network, "log_of_softmax").two_layer_cost
    report = grade_exercise(network, InProcessTransport(module))
    weights = {check.id: check.weight for check in report.checks}
    told = [sum(weights[check] for check in diagnosis.checks) for diagnosis in report.diagnosis]
    assert told == sorted(told, reverse=True)
    assert report.diagnosis[0].misconceptions == ("sign_of_output_delta",)
    assert len(report.diagnosis) <= MAX_TOLD


def test_a_passed_check_contradicts_a_name(find):
    """A fixed step agrees with a five-point formula to seven digits, but makes two calls per entry."""
    exercise = find("gradient_check")
    module = edited(exercise, ("step = np.zeros(theta.shape)", "eps = 1e-4\n        step = np.zeros(theta.shape)"))
    assert "five_points" not in {key for key, _ in name(exercise, module)}


def test_a_caller_is_left_alone_while_what_it_calls_is_unexplained(find):
    exercise = find("gradient_check")
    module = edited(exercise, ("f(theta + step) - f(theta - step)", "abs(f(theta + step) - f(theta - step)) ** 1.01"))
    assert name(exercise, module) == []


@pytest.mark.parametrize("size", [1e-9, 1e-7, 1e-5])
def test_right_answers_with_small_errors_get_no_name(course, size):
    for exercise in course.exercises:
        found = diagnose(exercise, InProcessTransport(Perturbed(exercise, size)))
        assert found.diagnoses == (), exercise.id


class Perturbed:
    """The reference with an error in every number of every result, relative to its size; seeded by the numbers."""

    def __init__(self, exercise, size):
        self._exercise, self._size = exercise, size

    def __getattr__(self, function):
        right = getattr(self._exercise.reference, function)
        return lambda *given, **options: self._perturb(right(*given, **options))

    def _perturb(self, value):
        match value:
            case bool() | int():
                return value
            case dict():
                return {key: self._perturb(item) for key, item in value.items()}
            case list() | tuple():
                return type(value)(map(self._perturb, value))
        array = np.asarray(value, dtype=np.float64)
        factor = 1 + self._size * np.sin(1e3 * array + np.arange(array.size).reshape(array.shape))
        return float(array * factor) if isinstance(value, float) else array * factor


def test_pairs_of_mistakes_in_one_place_are_not_listed(find):
    network = find("two_layer_backprop")
    suspects = network.table.suspects
    for one, other in find_pairs(suspects)[:50]:
        assert to_module(network.mistakes, to_pair(suspects, one, other))
