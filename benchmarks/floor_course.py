"""Writes the course that `floor.py` grades: seven exercises of one function, each with three checks of 20 drawn inputs.

The functions are short, as students' are; one trains, and one steps through time. Each has a second right form, which
rounds differently, and one mistake.
"""

from dataclasses import dataclass

EXAMPLES = 20
ASSIGNMENT = "a1_short"
HEAD = "import numpy as np\nfrom numpy.typing import NDArray\n\nArray = NDArray[np.float64]\n\n\n"
SPEC = '''"""# {title}

{title}.
"""

from grader.exercise import Array, shapes

POINTS = 3


@shapes("{shapes}")
def {name}({parameters}) -> {result}:
    """{title}."""
    ...
'''
PUBLIC = '''"""What students can run."""

import numpy as np

from grader.exercise import arrays, assert_close, assert_that, check, given

INPUTS = arrays("{inputs}", n=(2, 8), d=(2, 4), k=(2, 4), scale=2.0)


@check(weight=1, hint="Try it with small numbers.")
@given(examples={examples}, drawn=INPUTS)
def first(student, drawn):
    """The first property holds."""
    f = student.{name}
    {first}


@check(weight=1, hint="Try it with small numbers.")
@given(examples={examples}, drawn=INPUTS)
def second(student, drawn):
    """The second property holds."""
    f = student.{name}
    {second}
'''
HIDDEN = '''"""What only the grader knows."""

from grader.exercise import matches_reference

from .public_checks import INPUTS

matches = matches_reference("{name}", INPUTS, weight=1, hint="Compare by hand.", examples={examples})
'''
MISTAKES = """[mistaken]
says = "Does something else."
hint = "What does each part of the formula stand for?"
edit = {{ {search!r} = {replacement!r} }}
"""


@dataclass(frozen=True)
class Exercise:
    """An exercise: its declaration, two right bodies, the edit of the first that is a mistake, and two properties."""

    name: str
    inputs: str
    outputs: str
    body: str
    other: str
    mistake: tuple[str, str]
    properties: tuple[str, str]

    @property
    def parameters(self) -> list[str]:
        return [entry.partition(":")[0].strip() for entry in self.inputs.split(", ")]

    def render(self, body: str) -> str:
        """Return the file that defines the function with this body."""
        parameters = ", ".join(f"{name}: Array" for name in self.parameters)
        lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
        return f"{HEAD}def {self.name}({parameters}) -> {self.result}:\n{lines}\n"

    @property
    def mistaken(self) -> str:
        if self.body.count(self.mistake[0]) != 1:
            raise ValueError(f"{self.name}: {self.mistake[0]!r} must occur once")
        return self.body.replace(*self.mistake)

    @property
    def result(self) -> str:
        return "Array" if self.outputs else "float"


EXERCISES = (
    Exercise(
        "softmax",
        "Z:(n,k)",
        "(n,k)",
        "e = np.exp(Z - Z.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
        "s = Z - Z.max(axis=1, keepdims=True)\nreturn np.exp(s - np.log(np.exp(s).sum(axis=1, keepdims=True)))",
        ("e.sum(axis=1, keepdims=True)", "e.sum()"),
        (
            "assert_close(f(**drawn).sum(axis=1), np.ones(len(drawn['Z'])))",
            "assert_close(f(drawn['Z'] + 3), f(**drawn))",
        ),
    ),
    Exercise(
        "standardise",
        "X:(n,d)",
        "(n,d)",
        "c = X - X.mean(axis=0)\nreturn c / (np.sqrt((c * c).mean(axis=0)) + 1.0)",
        "c = X - X.sum(axis=0) / len(X)\nreturn c / (X.std(axis=0) + 1)",
        ("np.sqrt((c * c).mean(axis=0))", "(c * c).mean(axis=0)"),
        ("assert_close(f(drawn['X'] + 1), f(**drawn))", "assert_close(f(-drawn['X']), -f(**drawn))"),
    ),
    Exercise(
        "error",
        "y:(n), t:(n)",
        "",
        "return float(np.mean((y - t) ** 2))",
        "return float(np.dot(y - t, y - t) / len(y))",
        ("np.mean", "np.sum"),
        (
            "assert_close(f(drawn['t'], drawn['y']), f(**drawn))",
            "assert_close(f(np.tile(drawn['y'], 2), np.tile(drawn['t'], 2)), f(**drawn))",
        ),
    ),
    Exercise(
        "slopes",
        "w:(n)",
        "(n)",
        "slopes = np.zeros_like(w)\nfor i in range(len(w)):\n    up, down = w.copy(), w.copy()\n"
        "    up[i] += 0.5\n    down[i] -= 0.5\n"
        "    slopes[i] = np.sum(np.sin(up)) - np.sum(np.sin(down))\nreturn slopes",
        "steps = 0.5 * np.eye(len(w))\nreturn np.array([np.sum(np.sin(w + s)) - np.sum(np.sin(w - s)) for s in steps])",
        ("down[i] -= 0.5", "down[i] -= 0.0"),
        (
            "assert_close(f(-drawn['w']), f(**drawn))",
            "assert_close(f(np.tile(drawn['w'], 2)), np.tile(f(**drawn), 2))",
        ),
    ),
    Exercise(
        "recurrent",
        "X:(n,d), W:(d,d)",
        "(d)",
        "h = np.zeros(len(W))\nfor x in X:\n    h = np.tanh(x + W @ h)\nreturn h",
        "h = 0 * X[0]\nfor t in range(X.shape[0]):\n    h = np.tanh(np.einsum('ij,j->i', W, h) + X[t])\nreturn h",
        ("W @ h", "h @ W"),
        (
            "assert_close(f(-drawn['X'], drawn['W']), -f(**drawn))",
            "assert_that(np.all(np.abs(f(**drawn)) <= 1), 'It is no hyperbolic tangent.')",
        ),
    ),
    Exercise(
        "fit",
        "X:(n,d), t:(n)",
        "(d)",
        "w = np.zeros(X.shape[1])\nfor _ in range(50):\n    w = w - 0.01 * X.T @ (X @ w - t) / len(t)\nreturn w",
        "w = np.zeros(X.shape[1])\nfor _ in range(50):\n"
        "    error = X @ w - t\n    w -= 0.01 / len(t) * (error @ X)\nreturn w",
        (" / len(t)", ""),
        (
            "assert_close(f(drawn['X'], -drawn['t']), -f(**drawn))",
            "assert_close(f(np.tile(drawn['X'], (2, 1)), np.tile(drawn['t'], 2)), f(**drawn))",
        ),
    ),
    Exercise(
        "weights_gradient",
        "X:(n,d), D:(n,k)",
        "(d,k)",
        "return X.T @ D / len(X)",
        "return np.mean([np.outer(x, d) for x, d in zip(X, D)], axis=0)",
        (" / len(X)", ""),
        (
            "assert_close(f(drawn['X'], -drawn['D']), -f(**drawn))",
            "assert_close(f(np.tile(drawn['X'], (2, 1)), np.tile(drawn['D'], (2, 1))), f(**drawn))",
        ),
    ),
)


def write(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def write_course(root):
    """Write the course into a folder."""
    write(root, {"assignments/course.toml": 'title = "Short functions"\n', "reference/seed.txt": "1\n"})
    for number, exercise in enumerate(EXERCISES, 1):
        place = f"{ASSIGNMENT}/e{number}_{exercise.name}"
        known = {
            "title": exercise.name.capitalize(),
            "name": exercise.name,
            "inputs": exercise.inputs,
            "shapes": f"{exercise.inputs} -> {exercise.outputs}" if exercise.outputs else exercise.inputs,
            "parameters": ", ".join(f"{name}: Array" for name in exercise.parameters),
            "result": exercise.result,
            "first": exercise.properties[0],
            "second": exercise.properties[1],
            "examples": EXAMPLES,
            "search": exercise.mistake[0],
            "replacement": exercise.mistake[1],
        }
        parts = {"spec.py": SPEC, "public_checks.py": PUBLIC, "hidden_checks.py": HIDDEN, "mistakes.toml": MISTAKES}
        write(root / "assignments" / place, {name: text.format(**known) for name, text in parts.items()})
        write(root / "reference", {f"{place}.py": exercise.render(exercise.body)})


def write_submissions(root, count=20):
    """Write `count` submissions, right ones and ones with one mistake in turn; return their folders.

    Half of the functions of each are in the other form than the reference's.
    """
    folders = [root / f"student{number:02}" for number in range(count)]
    for number, folder in enumerate(folders):
        bodies = {e.name: e.other if (number // 2 + i) % 2 else e.body for i, e in enumerate(EXERCISES)}
        if number % 2:
            wrong = EXERCISES[number // 2 % len(EXERCISES)]
            bodies[wrong.name] = wrong.mistaken
        write(folder, {f"{e.name}.py": e.render(bodies[e.name]) for e in EXERCISES})
    return folders
