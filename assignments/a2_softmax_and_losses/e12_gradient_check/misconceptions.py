"""What goes wrong in practice, as code: each replaces one function of the reference."""

from collections.abc import Callable

import numpy as np

from grader.exercise import Array, misconception


def probe(f: Callable[[Array], float], theta: Array, step: Callable[[tuple[int, ...]], Array], divisor: float) -> Array:
    """Return centred differences along `step(i)` for each entry i."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        gradient[i] = (f(theta + step(i)) - f(theta - step(i))) / divisor
    return gradient


def unit(theta: Array, i: tuple[int, ...], eps: float) -> Array:
    """Return the array that is eps at i and 0 elsewhere."""
    step = np.zeros(theta.shape)
    step[i] = eps
    return step


@misconception("numerical_gradient", hint="You look at one side of theta only. What about the other side?")
def one_sided(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Uses the one-sided difference quotient."""
    here = f(theta)
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        gradient[i] = (f(theta + unit(theta, i, eps)) - here) / eps
    return gradient


@misconception(
    "numerical_gradient",
    hint="With a step that small, the two values of f agree in nearly all digits. What is left of the difference?",
    source="004, line 2063: epsilon = 1e-9",
)
def step_of_1e_9(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Uses a step of 1e-9, as one page of the notes does, whatever eps is."""
    return probe(f, theta, lambda i: unit(theta, i, 1e-9), 2e-9)


@misconception("numerical_gradient", hint="How far apart are the two points at which you evaluate f?")
def divides_by_eps(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Divides the centred difference by eps instead of the distance of the two points."""
    return probe(f, theta, lambda i: unit(theta, i, eps), eps)


@misconception(
    "numerical_gradient",
    hint="The slope of x/2 - 3/5 is one half. Your step occurs twice above the line; how often below?",
    source="004, line 2088: the slope of theta/2 - 3/5 printed as 1/4",
)
def divides_by_four_eps(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Halves the slope, as the worked example of the notes does."""
    return probe(f, theta, lambda i: unit(theta, i, eps), 4 * eps)


@misconception(
    "numerical_gradient",
    hint="A partial derivative moves one entry and leaves the others where they are.",
    source="004, lines 1111, 1169, 2260 and 2317: the partial derivatives added up to one number",
)
def all_entries_at_once(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Moves all entries of theta together."""
    return np.full(theta.shape, (f(theta + eps) - f(theta - eps)) / (2 * eps))


@misconception("numerical_gradient", hint="What does theta hold when you come to the next entry, and at the end?")
def theta_not_restored(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Steps up and down in theta itself and stays down."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        theta[i] += eps
        above = f(theta)
        theta[i] -= 2 * eps
        gradient[i] = (above - f(theta)) / (2 * eps)
    return gradient


def numerical(cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float) -> Array:
    """Return the right numerical gradient of a cost."""
    return probe(lambda t: cost_grad(t)[0], theta, lambda i: unit(theta, i, eps), 2 * eps)


@misconception("gradient_check", hint="An entry can be too large as well as too small. Does your error see both?")
def signed_error(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Takes the largest signed difference instead of the largest absolute one."""
    n, g = numerical(cost_grad, theta, eps), cost_grad(theta)[1]
    error = float(np.max((n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return error <= tol, error


@misconception("gradient_check", hint="One wrong entry among many makes a gradient wrong. What does a mean make of it?")
def mean_error(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Averages the differences over the entries, so that they cancel."""
    n, g = numerical(cost_grad, theta, eps), cost_grad(theta)[1]
    error = float(np.abs(np.mean((n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))))
    return error <= tol, error


@misconception(
    "numerical_gradient",
    hint="For a rising function the value ahead is the larger one. In which order do you subtract?",
    source="004, line 2088: the slope of -theta/2 - 1/3 printed as +1/2",
)
def sign_of_difference(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Subtracts the value ahead from the value behind."""
    return probe(f, theta, lambda i: unit(theta, i, eps), -2 * eps)


@misconception(
    "numerical_gradient",
    hint="For the cube at 1 with eps 0.01 the statement has 3.0001. How far from theta do your two points lie?",
)
def half_a_step(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Steps by eps/2 to either side."""
    return probe(f, theta, lambda i: unit(theta, i, eps / 2), eps)


@misconception(
    "numerical_gradient",
    hint="The statement defines the step, the same for every entry. By what does yours grow?",
)
def step_grows_with_entry(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Scales the step with the size of the entry."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        step = unit(theta, i, eps * max(1.0, abs(float(theta[i]))))
        gradient[i] = (f(theta + step) - f(theta - step)) / (2 * step[i])
    return gradient


@misconception(
    "numerical_gradient",
    hint="Your answer is closer than the formula asked for. Is the step that of the call? How many points do you use?",
)
def five_points(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Is closer to the derivative than two points at ± eps come: a step of its own, or more points per entry."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        e = unit(theta, i, eps)
        gradient[i] = (f(theta - 2 * e) - 8 * f(theta - e) + 8 * f(theta + e) - f(theta + 2 * e)) / (12 * eps)
    return gradient


@misconception(
    "numerical_gradient",
    hint="For a matrix, what is theta[0]? One nudge must move one number.",
)
def rows_at_once(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Walks along the first axis only, and moves whole rows of a matrix."""
    gradient = np.empty(theta.shape)
    for i in range(len(theta)):
        step = np.zeros(theta.shape)
        step[i] = eps
        gradient[i] = (f(theta + step) - f(theta - step)) / (2 * eps)
    return gradient


@misconception(
    "numerical_gradient",
    hint="The other entries keep their values while one is nudged. What do you put in their place?",
)
def other_entries_zero(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Evaluates f with all other entries set to zero, as if they did not matter."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        only = unit(theta, i, 1.0)
        gradient[i] = (f(only * (theta + eps)) - f(only * (theta - eps))) / (2 * eps)
    return gradient


@misconception(
    "numerical_gradient",
    hint="Your copy of theta keeps the nudge of an entry when you come to the next. What must happen in between?",
)
def nudges_add_up(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Works on a copy in which each entry stays at theta - eps once it was probed."""
    work, gradient = theta.copy(), np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        work[i] = theta[i] + eps
        above = f(work)
        work[i] = theta[i] - eps
        gradient[i] = (above - f(work)) / (2 * eps)
    return gradient


@misconception(
    "numerical_gradient",
    hint="An exception leaves your function at the call of f. What did theta hold at that moment?",
    exception="right unless f raises, so it costs the check on that only",
)
def not_restored_after_error(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Steps in theta itself and puts it back, but not if f raises."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        old = theta[i]
        theta[i] = old + eps
        above = f(theta)
        theta[i] = old - eps
        below = f(theta)
        theta[i] = old
        gradient[i] = (above - below) / (2 * eps)
    return gradient


@misconception(
    "numerical_gradient",
    hint="A gradient has the shape of what it is the gradient of. What is the shape of yours for a matrix?",
)
def flat_gradient(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Returns a vector whatever the shape of theta."""
    return probe(f, theta, lambda i: unit(theta, i, eps), 2 * eps).ravel()


def compare(
    cost_grad: Callable[[Array], tuple[float, Array]],
    theta: Array,
    eps: float,
    measure: Callable[[Array, Array], Array],
) -> float:
    """Return the largest entry of `measure(n, g)`."""
    return float(np.max(measure(numerical(cost_grad, theta, eps), cost_grad(theta)[1])))


def right_measure(n: Array, g: Array) -> Array:
    """Return the error of each entry as the statement defines it."""
    return np.asarray(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))


@misconception("gradient_check", hint="One wrong entry among many makes a gradient wrong. What does a mean make of it?")
def mean_of_absolute_errors(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Averages the absolute errors over the entries instead of taking the worst."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.asarray(np.mean(right_measure(n, g))))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="cost_grad returns two things. Which of them did you compare with the numerical gradient?",
    source="004, lines 2156, 2176, 2210 and 2278: cost and gradient of x = [1, 2] mixed up",
    exception="nothing is compared that belongs together: every check of gradient_check sees it",
)
def cost_for_gradient(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Compares the numerical gradient with the cost."""
    n, cost = numerical(cost_grad, theta, eps), np.full(theta.shape, cost_grad(theta)[0])
    error = float(np.max(right_measure(n, cost)))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="An error of 0.001 means little at a slope of a million. What do you divide by?",
)
def absolute_error(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Does not divide by the size of the gradients."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.abs(n - g))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="Where both gradients are nearly zero, rounding alone makes a quotient large. Which third number helps?",
)
def relative_without_one(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Divides by the larger of the two gradients only, also where both are tiny."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.abs(n - g) / np.maximum(np.abs(n), np.abs(g)))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="Either of the two gradients may be the large one. How many numbers does your scale really compare?",
)
def scale_of_numerical_only(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Leaves the claimed gradient out of the scale."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.abs(n - g) / np.maximum(1, np.abs(n)))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="Sizes are meant, whatever the signs. What does your scale say for a slope of -100?",
)
def scale_with_signs(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Forgets the absolute values in the scale."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.abs(n - g) / np.maximum(1, np.maximum(n, g)))
    return error <= tol, error


@misconception("gradient_check", hint="The largest of three numbers is not their sum. Which does the definition say?")
def scale_is_a_sum(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Divides by the sum of 1 and both sizes instead of the largest of them."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.abs(n - g) / (1 + np.abs(n) + np.abs(g)))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="A quotient of lengths judges the gradient as a whole. What becomes of one wrong entry among many?",
)
def ratio_of_norms(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Divides the length of the difference by the sum of the lengths, as another well-known course does."""
    n, g = numerical(cost_grad, theta, eps), cost_grad(theta)[1]
    error = float(np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g)))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="Somebody may ask for another precision. Where does your verdict listen?",
    exception="right at the default tolerance, so it costs the check on tol only",
)
def tolerance_ignored(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Compares with the default tolerance, whatever tol says."""
    error = compare(cost_grad, theta, eps, right_measure)
    return error <= 1e-5, error


@misconception(
    "gradient_check",
    hint="The statement says at most. What is your verdict where the error is exactly the tolerance?",
    exception="right unless the error is exactly tol, so it costs the check on tol only",
)
def strictly_below_tolerance(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Rejects an error that is exactly tol."""
    error = compare(cost_grad, theta, eps, right_measure)
    return error < tol, error


@misconception(
    "gradient_check",
    hint="Your other function takes a step size too. Who tells it which one was asked for?",
    exception="right at the default step, so it costs the check on eps only",
)
def step_not_passed_on(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Uses the default step, whatever eps says."""
    error = compare(cost_grad, theta, 1e-4, right_measure)
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="Two things are returned. Read in the statement which comes first.",
    exception="neither of the two is of the declared kind: every check of gradient_check sees it",
)
def pair_swapped(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[float, bool]:
    """Returns the error first and the verdict second."""
    error = compare(cost_grad, theta, eps, right_measure)
    return error, error <= tol


@misconception(
    "numerical_gradient",
    hint="You look at theta and at one side of it. What about the other side?",
)
def one_sided_behind(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Uses the one-sided difference quotient, looking back."""
    here = f(theta)
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        gradient[i] = (here - f(theta - unit(theta, i, eps))) / eps
    return gradient


@misconception(
    "numerical_gradient",
    hint="Your slopes are tiny. Python works from left to right: what is the last thing done with your difference?",
    exception="a gradient that is nearly zero everywhere: no property counts, and nothing can be compared with it",
)
def multiplies_by_eps(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Divides the difference by 2 and multiplies it by eps."""
    return probe(f, theta, lambda i: unit(theta, i, eps), 2 / eps)


@misconception(
    "numerical_gradient",
    hint="A new name is not a new array. How many arrays are there after you moved up in one and down in the other?",
    exception="a gradient that is zero everywhere: no property counts, and nothing can be compared with it",
)
def both_points_in_one_array(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Moves up and down in one and the same array, so that both values of f are alike."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        theta[i] += eps
        theta[i] -= eps
        gradient[i] = (f(theta) - f(theta)) / (2 * eps)
    return gradient


@misconception(
    "gradient_check",
    hint="One large entry excuses the errors of small ones if all share a scale. What does the definition divide by?",
)
def one_scale_for_all_entries(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Divides the largest difference by the largest of all entries."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.abs(n - g) / max(1, np.abs(n).max(), np.abs(g).max()))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="The longer the gradient, the larger your error becomes, even where each entry is fine. Which entry counts?",
)
def errors_added_up(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Adds the errors of the entries up instead of taking the worst."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.asarray(np.sum(right_measure(n, g))))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="For the claim [2, 5] the statement has an error of 1/5. What does your scale say there, and for tiny slopes?",
)
def relative_to_the_sum(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Divides by the sum of both sizes, as many texts do, and not by the largest of 1 and either."""
    error = compare(cost_grad, theta, eps, lambda n, g: np.abs(n - g) / (np.abs(n) + np.abs(g)))
    return error <= tol, error


@misconception(
    "gradient_check",
    hint="Print the verdict for a gradient that is right. In which direction do you compare the error with tol?",
)
def verdict_turned_round(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Accepts the gradients whose error is too large, and no others."""
    error = compare(cost_grad, theta, eps, right_measure)
    return error >= tol, error
