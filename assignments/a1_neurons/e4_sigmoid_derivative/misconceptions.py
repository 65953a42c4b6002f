"""What goes wrong in practice, as code: each replaces one function of the reference."""

import numpy as np

from grader.exercise import Array, misconception


def right_sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z))."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


@misconception(
    "sigmoid_prime",
    hint="The notes misprint this derivative. At z = 0 the slope is 1/4: what does yours give there?",
    source="004, line 120: sigma(z) o sigma(1 - z)",
)
def misprinted_slope(z: Array) -> Array:
    """Uses the misprint of the notes, a product of two sigmoids, for the slope."""
    return np.asarray(right_sigmoid(z) * right_sigmoid(1 - z))


@misconception(
    "sigmoid_prime",
    hint="Can a function that rises have a negative slope? Look again at what becomes of the 1 in 1 + exp(-z).",
    source="004, line 393: the derivative comes out as -sigma, a dead end there",
)
def minus_sigmoid(z: Array) -> Array:
    """Returns the negative of the sigmoid as its slope."""
    return -right_sigmoid(z)


@misconception(
    "sigmoid_prime",
    hint="Far to the right the curve is flat. What does your slope say there, and whose value is that?",
    source="004, line 1980: v_i sigma(z_i) where the slope is meant",
)
def value_for_slope(z: Array) -> Array:
    """Returns the sigmoid itself where its slope is asked for."""
    return right_sigmoid(z)


@misconception(
    "sigmoid_prime",
    hint="That expression is meant for a response between 0 and 1. What is the argument of this function?",
)
def sum_taken_for_response(z: Array) -> Array:
    """Puts the sum z into the expression that is meant for the response."""
    return np.asarray(z * (1 - z))


@misconception(
    "sigmoid_prime",
    hint="For very negative z both parts of your fraction overflow. Is there a form in which neither does?",
    exception="right wherever the square of exp(-z) is finite, so it costs the check on huge arguments only",
)
def quotient_overflows(z: Array) -> Array:
    """Divides exp(-z) by the square of 1 + exp(-z), which is inf / inf for very negative z."""
    return np.asarray(np.exp(-z) / (1 + np.exp(-z)) ** 2)


@misconception(
    "sigmoid_prime_from_output",
    hint="The argument has already been through the sigmoid. How often does it need to go?",
)
def sigmoid_taken_twice(a: Array) -> Array:
    """Applies the sigmoid to a response that already is one."""
    s = right_sigmoid(a)
    return np.asarray(s * (1 - s))


@misconception(
    "sigmoid_prime_from_output",
    hint="At a response of 1/2 the slope is 1/4. For which other activation would yours be right?",
)
def slope_of_tanh(a: Array) -> Array:
    """Uses the slope of tanh, 1 - a², for that of the sigmoid."""
    return np.asarray(1 - a**2)


@misconception(
    "sigmoid",
    hint="A sigmoid never exceeds 1. How much of what stands under your fraction bar is really divided by?",
    source="001, line 971: 1 / (1 + e^-8) = 1.0003, the value of 1 + e^-8",
)
def reciprocal_forgotten(z: Array) -> Array:
    """Returns 1 + exp(-z) without taking its reciprocal."""
    return np.asarray(1 + np.exp(-z))


@misconception("sigmoid", hint="Towards which value should the response go when z grows? Look at the sign in exp.")
def sign_of_exponent(z: Array) -> Array:
    """Uses exp(z) instead of exp(-z), so that the response falls."""
    return right_sigmoid(-z)


@misconception(
    "sigmoid",
    hint="A fraction of two very large numbers is inf / inf. For which sign of z does yours grow?",
    exception="right wherever exp(z) is finite, so it costs the check on huge arguments only",
)
def growing_exponentials(z: Array) -> Array:
    """Divides exp(z) by 1 + exp(z), which is inf / inf for large z."""
    return np.asarray(np.exp(z) / (1 + np.exp(z)))


@misconception(
    "sigmoid",
    hint="The caller's array is not yours to write into. Which of your statements changes z itself?",
    exception="every value is right; only the promise to leave the argument alone is broken",
)
def writes_into_argument(z: Array) -> Array:
    """Computes the exponential in the argument itself."""
    np.negative(z, out=z)
    np.exp(z, out=z)
    return np.asarray(1 / (1 + z))


@misconception(
    "sigmoid_prime",
    hint="The curve rises everywhere. Two minus signs meet in this derivative; did you meet both?",
)
def sign_of_slope(z: Array) -> Array:
    """Has the right slope with the wrong sign."""
    s = right_sigmoid(z)
    return np.asarray(-s * (1 - s))


@misconception(
    "sigmoid_prime",
    hint="You derived one over u. But u is a function of z itself; what does the chain rule ask for next?",
    source="001, line 1153: the chain rule with the inner function in the place of its derivative",
)
def inner_slope_forgotten(z: Array) -> Array:
    """Derives 1/u and not u = 1 + exp(-z), and drops the sign: the square of the sigmoid."""
    return np.asarray(right_sigmoid(z) ** 2)


@misconception(
    "sigmoid_prime",
    hint="You derived one over u, sign and all. But u is a function of z itself; what comes next?",
)
def inner_slope_forgotten_with_sign(z: Array) -> Array:
    """Derives 1/u, with its sign, and not u = 1 + exp(-z)."""
    return np.asarray(-(right_sigmoid(z) ** 2))


@misconception(
    "sigmoid_prime",
    hint="Nothing says that a slope reaches 1. Move z a little away from 0: by what does the sigmoid really change?",
)
def peak_scaled_to_one(z: Array) -> Array:
    """Multiplies the slope by four, so that its peak is 1."""
    s = right_sigmoid(z)
    return np.asarray(4 * s * (1 - s))


@misconception(
    "sigmoid_prime",
    hint="Your slope has z itself in one of its factors, and becomes negative for large z. What belongs there instead?",
    source="004, line 120: sigma(z) o sigma(1 - z), read without its second sigma",
)
def sum_in_second_factor(z: Array) -> Array:
    """Multiplies the sigmoid by 1 - z."""
    return np.asarray(right_sigmoid(z) * (1 - z))


@misconception(
    "sigmoid_prime",
    hint="Count how often z goes through the sigmoid in your code. At which of these values is the slope wanted?",
)
def slope_at_the_response(z: Array) -> Array:
    """Takes the slope at the response instead of the sum."""
    s = right_sigmoid(right_sigmoid(z))
    return np.asarray(s * (1 - s))


@misconception(
    "sigmoid_prime_from_output",
    hint="A sigmoid rises, so its slope is not negative. In which order does your difference stand?",
)
def difference_turned_round(a: Array) -> Array:
    """Takes a - 1 where 1 - a is meant."""
    return np.asarray(a * (a - 1))


@misconception(
    "sigmoid_prime_from_output",
    hint="Near a response of 1 the curve is flat. What does your function say there, and whose value is that?",
)
def response_handed_back(a: Array) -> Array:
    """Returns the response itself for its slope."""
    return np.asarray(a.copy())


@misconception(
    "sigmoid_prime_from_output",
    hint="The way back from a to z does not exist at 0 and 1. Can the slope be had from a without that detour?",
)
def detour_through_the_logit(a: Array) -> Array:
    """Recovers z with a logarithm, which fails where the response is 0 or 1."""
    z = np.log(a / (1 - a))
    return np.asarray(np.exp(-z) / (1 + np.exp(-z)) ** 2)


@misconception(
    "sigmoid",
    hint="A response lies between 0 and 1, and is one half at 0. Which activation is 0 at 0, and -1 far to the left?",
)
def tanh_for_sigmoid(z: Array) -> Array:
    """Uses tanh, whose values lie between -1 and 1."""
    return np.asarray(np.tanh(z))


@misconception(
    "sigmoid",
    hint="What do you divide by at z = 0, and may that happen? Look at the sign after the 1.",
    exception="divides by zero at z = 0, so that nothing built on it is finite there",
)
def minus_in_denominator(z: Array) -> Array:
    """Subtracts the exponential from 1 instead of adding it."""
    return np.asarray(1 / (1 - np.exp(-z)))


@misconception(
    "sigmoid",
    hint="Your safe formula is chosen once for the whole array. What happens to an array with entries of both signs?",
    exception="right wherever exp(z) is finite, so it costs the check on huge arguments only",
)
def one_branch_for_all(z: Array) -> Array:
    """Chooses between two safe formulas by the whole array and not by each entry."""
    if np.all(z >= 0):
        return np.asarray(1 / (1 + np.exp(-z)))
    return np.asarray(np.exp(z) / (1 + np.exp(z)))


@misconception(
    "sigmoid",
    hint="A safe exponent has a price: what is your response at -2, and what is it at 2? The two should add up to 1.",
)
def absolute_value_in_exponent(z: Array) -> Array:
    """Takes the absolute value of z in the exponent, so that negative sums get the response of positive ones."""
    return right_sigmoid(np.abs(z))


@misconception(
    "sigmoid_prime",
    hint="At 0 your slope is 1/2, and it never comes down again on one side. What does the quotient rule do to the "
    "denominator?",
)
def denominator_not_squared(z: Array) -> Array:
    """Divides exp(-z) by 1 + exp(-z) without its square, which is 1 minus the sigmoid."""
    return right_sigmoid(-z)


@misconception(
    "sigmoid_prime_from_output",
    hint="Far to the left a is almost 0 and the curve is flat. What does your function say there? A factor is missing.",
)
def first_factor_left_out(a: Array) -> Array:
    """Returns 1 - a, one of the two factors of the slope."""
    return np.asarray(1 - a)
