"""From a submission to a report, on a course of one exercise."""

import re
from dataclasses import replace

import msgspec
import pytest

from grader.course.course import load_course
from grader.errors import SandboxError, ServerDied
from grader.execution.forkserver import ForkServer
from grader.execution.in_process import InProcessTransport
from grader.execution.limits import Limits
from grader.execution.session import WorkerSession
from grader.exercise.declared_form import DECLARED_FORM
from grader.exercise.failures import Failure
from grader.grading import checking, grading
from grader.grading.grading import grade, grade_exercise
from grader.grading.judging import run_check
from grader.grading.shrinking import pinpoint, shrink_case
from grader.grading.writing import report_unreadable
from grader.reports.replay import render_replay
from grader.reports.report import Timing, from_json, has_grader_fault, is_perfect, to_json
from grader.reports.terminal import render_report, to_text
from grader.reports.views import SENTENCES, to_student_view
from tests.conftest import to_submission
from tests.toy import HIDDEN, PUBLIC, REFERENCE, SPEC, write_course

HIDDEN_ALONE = '''"""Hidden checks."""

import numpy as np

from grader.exercise import assert_close, check


@check(weight=3)
def matches(student, reference):
    """Twice the input is what comes out."""
    x = np.array([7129.0])
    assert_close(student.double(x), reference.double(x))
'''
RIGHT = "def double(x): return 2 * x"


@pytest.fixture
def toy(tmp_path):
    return load_course(write_course(tmp_path))


def grade_source(toy, server, source):
    (exercise,) = grade(toy, to_submission({"double.py": source}), server).exercises
    return exercise


def verdicts(exercise):
    return [check.verdict for check in exercise.checks if check.id != DECLARED_FORM]


def test_everything_earned(toy):
    report = grade(toy, to_submission({"double.py": RIGHT}))
    assert (report.score, report.max_score) == (4.0, 4.0)
    assert is_perfect(report)
    assert report.exercises[0].message == "All 4 checks passed."
    assert report.isolation.level in ("rlimits", "landlock", "namespaces")
    assert "limit_memory" in report.isolation.layers


def test_points_follow_weights(toy, server):
    exercise = grade_source(toy, server, "def double(x): return x + 1")
    assert verdicts(exercise) == ["passed", "failed", "failed"]
    assert exercise.score == 0.36  # one share of eleven
    assert exercise.message.startswith("1 of 4 checks passed. Look first at “The double of a sum")


def test_counterexample_is_short(toy, server):
    exercise = grade_source(toy, server, "def double(x): return 2 * x if x.max() < 1.5 else 3 * x")
    additive = exercise.checks[1]
    shown = re.fullmatch(r"double\(np\.array\(\[(\d\.\d)\]\)\)", additive.counterexample.call)
    assert float(shown[1]) >= 1.5
    assert additive.counterexample.returned == f"np.array([{3 * float(shown[1])}])"
    assert additive.counterexample.expected is not None
    assert additive.hint == "Think of straight lines."


def test_no_file_and_no_function_are_not_attempted(toy, server):
    report = grade(toy, to_submission({"other.py": "def twice(x): return 2 * x"}), server)
    assert verdicts(report.exercises[0]) == ["not_attempted"] * 3
    text = "Not attempted. The submission has no file double.py, and none that defines double."
    assert report.exercises[0].message == text
    exercise = grade_source(toy, server, "def double(x): raise NotImplementedError")
    assert exercise.message == "Not attempted. double is not written yet: it raised NotImplementedError."
    assert exercise.checks[0].hint == ""
    assert exercise.checks[0].counterexample is None


def test_file_that_cannot_be_loaded_is_said_once(toy, server):
    exercise = grade_source(toy, server, "def double(x:")
    assert exercise.message == "double.py, line 1, cannot be loaded: SyntaxError: '(' was never closed"
    assert {check.counterexample for check in exercise.checks} == {None}


def test_timeouts_are_not_shrunk_and_stop_after_two(tmp_path, server):
    toy = load_course(write_course(tmp_path, course='title = "T"\n[limits]\ncall_wall_s = 0.2\n'))
    exercise = grade_source(toy, server, "def double(x):\n  while True: pass")
    assert verdicts(exercise) == ["timed_out", "timed_out", "skipped"]


def test_function_that_remembers_is_told_so(toy, server):
    source = "calls = []\ndef double(x):\n  calls.append(1)\n  return 2 * x if len(calls) < 3 else x"
    exercise = grade_source(toy, server, source)
    assert "depends on earlier calls" in exercise.checks[1].message


def test_exceptions_show_type_line_and_text(toy, server):
    check = grade_source(toy, server, "def double(x):\n  return y").checks[0]
    assert check.verdict == "raised"
    assert check.message == "double raised a NameError (double.py, line 2).\nNameError: name 'y' is not defined"
    assert check.counterexample.returned == "raised NameError: name 'y' is not defined"


def test_printed_text_is_in_the_check(toy, server):
    exercise = grade_source(toy, server, "def double(x):\n  print('seen \\x1b[1m', x.size)\n  return 2 * x")
    assert exercise.checks[0].output == "seen  1\n"


def test_notes_name_failed_statements_and_numeric_warnings_only(toy, server):
    source = (
        "import numpy as np, warnings\n1/0\n"
        "def double(x):\n  np.exp(np.array([1e4]))\n"
        "  for text in (str(x), f'overflow encountered in x{x.size}'): warnings.warn(text, RuntimeWarning)\n"
        "  return 2 * x"
    )
    report = grade(toy, to_submission({"double.py": source}), server)
    assert report.submission.notes == (
        "double.py, line 2: ZeroDivisionError: division by zero",
        "double.py: RuntimeWarning: overflow encountered in exp",
    )


def test_body_that_breaks_on_an_answer_is_the_student_s_fault(tmp_path, server):
    checks = PUBLIC.replace(
        "student.double(x) + 2)", "student.double(x) + 2)\n    [0, 1, 2][int(student.double(x).max())]"
    )
    toy = load_course(write_course(tmp_path, public_checks=checks.replace("n=(1, 3)", "n=(1, 3), scale=0.01")))
    exercise = grade_source(toy, server, "def double(x): return 2 * x + 100 * (x > 1)")
    assert exercise.checks[1].fault == "student"
    exercise = grade_source(
        toy, server, "import numpy as np\ndef double(x): return 2 * x + 50 * np.sign(x)**2 * (abs(x) < 1)"
    )
    assert {check.fault for check in exercise.checks} <= {"student", "none"}


def test_body_that_breaks_for_the_reference_too_is_the_grader_s_fault(tmp_path, server):
    toy = load_course(write_course(tmp_path, hidden_checks=HIDDEN.replace('"double"', '"dubble"')))
    report = grade(toy, to_submission({"double.py": RIGHT}), server)
    assert verdicts(report.exercises[0]) == ["passed", "passed", "grader_fault"]
    assert has_grader_fault(report)
    assert report.score < report.max_score


def test_body_that_breaks_only_on_wrong_answers(tmp_path):
    breaks = PUBLIC.replace(
        "np.array([2.0]))\n\n\n@check(weight=2", "np.array([2.0]))\n    1 / 0\n\n\n@check(weight=2", 1
    )
    guarded = breaks.replace("    1 / 0", "    if student.double(np.array([3.0]))[0] != 6: 1 / 0")
    toy = load_course(write_course(tmp_path, public_checks=guarded))
    module = type(msgspec)("wrong")
    module.double = lambda x: 2 * x if x[0] != 3 else x
    check = grade_exercise(toy.exercises[0], InProcessTransport(module)).checks[0]
    assert (check.verdict, check.fault) == ("failed", "student")
    assert (
        check.message
        == "The check could not process the values that your code returned.\nZeroDivisionError: division by zero"
    )


def test_sandbox_that_cannot_be_kept_alive_is_the_grader_s_fault(toy):
    class Gone:
        def call(self, function, arguments, callbacks=()):
            raise SandboxError("no process")

        def restart(self):
            pass

    exercise = grade_exercise(toy.exercises[0], Gone())
    assert {(check.verdict, check.fault) for check in exercise.checks} == {("grader_fault", "grader")}
    assert exercise.score == 0


def test_failure_that_a_fresh_worker_does_not_repeat_is_not_shrunk_away(toy):
    class Moody:
        def __init__(self):
            self.good = InProcessTransport(toy.exercises[0].reference)
            self.calls = 0

        def call(self, function, arguments, callbacks=()):
            self.calls += 1
            return Failure("raised", "double raised.") if self.calls == 3 else self.good.call(function, arguments)

        def restart(self):
            pass

    exercise = grade_exercise(toy.exercises[0], Moody())
    assert "depends on earlier calls" in exercise.checks[1].message


def test_unreadable_submission_gets_a_report(toy):
    report = report_unreadable(toy, "ghost", "nothing there")
    assert (report.score, report.max_score) == (0.0, 4.0)
    assert report.submission.notes == ("nothing there",)
    assert report.isolation.level == "none"


def test_two_runs_give_the_same_bytes(toy, server):
    def run():
        report = grade(toy, to_submission({"double.py": "def double(x): return abs(2 * x)"}), server)
        return to_json(msgspec.structs.replace(report, timing=Timing(0.0, {})))

    assert run() == run()


def test_second_file_of_the_same_name_is_told(toy, server):
    files = {"double.py": RIGHT, "old/double.py": "def double(x): return x"}
    report = grade(toy, to_submission(files), server)
    assert report.score == 4.0
    assert report.submission.notes == ("old/double.py was not used: double.py is nearer to the top.",)


def test_shrinking_stops_after_two_deaths(toy, server):
    source = (
        "import os\ncalls = []\ndef double(x):\n"
        "  if x.max() <= 1.2: return 2 * x\n"
        "  calls.append(1)\n  if len(calls) > 2: os._exit(1)\n  return 3 * x"
    )
    exercise = grade_source(toy, server, source)
    assert exercise.checks[1].verdict == "failed"


def test_wrong_entry_of_a_dict_costs_the_checks_that_use_it(course, server):
    (network,) = (e for e in course.exercises if e.id == "two_layer_backprop")
    module = type(msgspec)("keepdims")
    vars(module).update(vars(network.reference))
    right = module.two_layer_grads
    module.two_layer_grads = lambda *args: {**right(*args), "db2": right(*args)["db2"][None, None]}
    exercise = grade_exercise(network, InProcessTransport(module))
    failed = {check.id: check.message for check in exercise.checks if check.verdict != "passed"}
    assert set(failed) == {
        "worked_gradients", "gradient_is_that_of_own_cost", "output_deltas_sum_to_zero", "batch_is_sum_of_rows",
        "every_shape_works", "db2_follows_from_d2", DECLARED_FORM,
    }  # fmt: skip
    assert "['db2'] returned shape (1, 1, 2), expected (2,)" in failed["worked_gradients"]


PAIR_SPEC = SPEC.replace("def double(x: Array) -> Array", "def double(x: Array) -> tuple[float, Array]")
PAIR_REFERENCE = REFERENCE.replace("-> Array", "-> tuple[float, Array]").replace(
    "return 2 * x", "return float(x.sum()), 2 * x"
)
PAIR_PUBLIC = '''"""Public checks."""

import numpy as np

from grader.exercise import assert_close, assert_that, check

ONES = np.ones(2)


@check()
def loss_by_unpacking(student):
    """The loss."""
    loss, _ = student.double(ONES)
    assert_close(loss, 2.0)


@check()
def loss_by_place(student):
    """The loss again."""
    assert_close(student.double(ONES)[0], 2.0)


@check()
def values(student):
    """The values."""
    _, found = student.double(ONES)
    student.double(ONES + 1)
    assert_close(found, 2 * ONES)


@check()
def values_differ(student):
    """The values change."""
    (_, one), (_, other) = student.double(ONES), student.double(ONES + 1)
    assert_that(not np.array_equal(one, other), "They are the same.")


@check()
def values_exist(student):
    """There is no way to be right without a value."""
    try:
        assert_close(student.double(ONES)[1], 2 * ONES)
    except Exception:
        pass
'''
PAIR_HIDDEN = '''"""Hidden checks."""

import numpy as np

from grader.exercise import assert_close, check


@check()
def hidden_loss(student, reference):
    """The loss of another input."""
    assert_close(student.double(np.arange(3.0))[0], reference.double(np.arange(3.0))[0])


@check()
def hidden_values(student, reference):
    """The values of another input."""
    assert_close(student.double(np.arange(3.0))[1], reference.double(np.arange(3.0))[1])
'''


INT_KEYS = "a dict with keys that are not strings"


@pytest.mark.parametrize(
    ("second", "named", "written"),
    [
        ("{0: 2 * x}", f"something that is neither a number nor an array of numbers ({INT_KEYS})", f"<{INT_KEYS}>"),
        ("{1, 2}", "a set", "<set>"),
        ("np.ones(3 * 2**20)", "an array too large to send", "<an array too large to be sent>"),
        ("None", "None", "None"),
        ("[2, [{3}]]", "a set", "<set>"),
    ],
)  # fmt: skip
def test_item_that_cannot_be_judged_costs_the_checks_that_use_it(tmp_path, server, second, named, written):
    files = {"spec": PAIR_SPEC, "public_checks": PAIR_PUBLIC, "hidden_checks": PAIR_HIDDEN, "reference": PAIR_REFERENCE}
    pair = load_course(write_course(tmp_path, **files))
    source = f"import numpy as np\ndef double(x): return float(x.sum()), {second}"
    report = grade(pair, to_submission({"double.py": source}), server)
    checks = {check.id: check for check in report.exercises[0].checks}
    passed = {check.id for check in checks.values() if check.verdict == "passed"}
    assert passed == {"loss_by_unpacking", "loss_by_place", "hidden_loss"}
    for name in ("values", "values_differ", "values_exist"):
        assert checks[name].message == f"double(...)[1] returned {named}, expected an array of shape (2,)."
        assert (checks[name].counterexample.call, checks[name].rung) == ("double(np.array([1.0, 1.0]))[1]", "kind")
        assert checks[name].counterexample.returned == written
    assert b"Unsupported" not in to_json(report)
    assert render_replay(report, report.exercises[0], checks["values"])
    (shown,) = (
        c for c in to_student_view(report, hidden_counterexamples=False).exercises[0].checks if c.id == "hidden_values"
    )
    assert shown.message == SENTENCES["kind"]


def test_names_that_were_perhaps_meant(toy, server):
    report = grade(toy, to_submission({"Double.py": "def doppel(x): return 2 * x", "triple.py": "x = 1"}), server)
    text = "The submission has no file double.py, and none that defines double. Did you mean Double.py?"
    assert report.exercises[0].message == f"Not attempted. {text}"
    exercise = grade_source(toy, server, "def duoble(x): return 2 * x\ndef helper(): pass")
    assert exercise.message == "Not attempted. double is not defined. double.py defines duoble and helper."


def test_hints_are_for_properties_and_for_what_students_cannot_read(toy, server):
    for wrong in ("np.epx(x)", "None", "2 * x[None, None]", "'2x'"):
        exercise = grade_source(toy, server, f"import numpy as np\ndef double(x): return {wrong}")
        hints = [check.hint for check in exercise.checks if check.id != DECLARED_FORM]
        assert hints == ["", "", "Compare by hand."]
    for unwritten in ("raise NotImplementedError", "("):
        exercise = grade_source(toy, server, f"def double(x): {unwritten}")
        assert {check.hint for check in exercise.checks} == {""}
    exercise = grade_source(toy, server, "def double(x): return 2 * x + float('nan')")
    assert exercise.checks[0].hint == "One plus one?"


def test_notebook_is_graded_and_notes_say_what_was_used(toy, server):
    files = {"all.ipynb": ("def double(x): return x", "print 'hi'", RIGHT), "b/more.py": RIGHT}
    report = grade(toy, to_submission(files), server)
    assert report.score == 4.0
    assert report.submission.files == ("all.ipynb", "b/more.py")
    assert report.submission.notes == (
        "all.ipynb was used for double: it defines double.",
        "double is defined 2 times; the last one counts (all.ipynb, cell 3, line 1).",
        "b/more.py was not used for double, though it defines double.",
        "all.ipynb, cell 2, line 1: SyntaxError: this is a Python 2 print statement; write print(...)",
    )


def test_sessions_of_a_submission_hand_on_what_does_not_end(toy, server, monkeypatch):
    seen = []

    class Watched(WorkerSession):
        def __init__(self, server, files, main, limits, hangs):
            seen.append(hangs.statements)
            super().__init__(server, files, main, limits, hangs)

    monkeypatch.setattr("grader.grading.grading.WorkerSession", Watched)
    short = replace(toy, exercises=toy.exercises * 2, limits=Limits(statement_wall_s=0.2))
    grade(short, to_submission({"a.ipynb": ("while True: pass", RIGHT)}), server)
    assert seen == [frozenset(), frozenset([("a.ipynb, cell 1", 1, 0)])]


class Dying(InProcessTransport):
    """A transport whose fork server dies before the calls that are listed by number."""

    def __init__(self, module, deaths):
        super().__init__(module)
        self.deaths = set(deaths)
        self.number = 0

    def call(self, function, arguments, callbacks=()):
        self.number += 1
        if self.number in self.deaths:
            raise ServerDied("died")
        return super().call(function, arguments, callbacks)


def test_a_check_is_repeated_once_if_the_fork_server_died(toy):
    (exercise,) = toy.exercises
    graded = grade_exercise(exercise, Dying(exercise.reference, {1}))
    assert graded.score == graded.max_score


def test_a_check_is_not_awarded_if_the_fork_server_dies_each_time(toy):
    (exercise,) = toy.exercises
    graded = grade_exercise(exercise, Dying(exercise.reference, {1, 2}))
    first, *others = graded.checks
    assert (first.verdict, first.fault) == ("grader_fault", "grader")
    assert {check.verdict for check in others} == {"passed"}
    assert graded.score < graded.max_score


# It sleeps until it dies as well.
KILLS_THE_SERVER = "import os, time\ndef double(x):\n    os.kill(os.getppid(), 9)\n    time.sleep(9)"


def test_who_brings_the_fork_server_down_gains_nothing(toy):
    with ForkServer("rlimits") as server:
        report = grade(toy, to_submission({"double.py": KILLS_THE_SERVER}), server)
        assert set(verdicts(report.exercises[0])) == {"grader_fault"}
        assert report.score == 0
        assert is_perfect(grade(toy, to_submission({"double.py": RIGHT}), server))


def test_the_call_shown_is_the_last_that_gave_the_number(course):
    (packing,) = (e for e in course.exercises if e.id == "parameter_count")
    module = type(msgspec)("ignores_bias")
    vars(module).update({f.name: getattr(packing.reference, f.name) for f in packing.functions})
    module.n_params = lambda sizes, bias=True: packing.reference.n_params(sizes)
    report = grade_exercise(packing, InProcessTransport(module))
    shown = {c.id: c.counterexample.call for c in report.checks if c.verdict == "failed"}
    assert "bias=False" in shown["count_is_the_packed_size"]


def test_exercise_of_hidden_checks_alone_tells_no_input(tmp_path, server):
    toy = load_course(write_course(tmp_path, public_checks='"""None."""\n', hidden_checks=HIDDEN_ALONE))
    report = grade(toy, to_submission({"double.py": "def double(x): raise ValueError(x.tolist())"}), server)
    assert "7129.0" in to_json(report).decode()
    shown = to_student_view(report, hidden_counterexamples=False)
    assert "7129" not in to_json(shown).decode()
    assert shown.exercises[0].message == SENTENCES["raised"]


@pytest.mark.parametrize("public", [False, True])
def test_smaller_case_is_one_that_shows_the_mistake(course, public):
    """Where all numbers are zero, no network has a gradient; a cost that is right is not blamed for that."""
    (network,) = (e for e in course.exercises if e.id == "two_layer_backprop")
    module = type(msgspec)("unbiased")
    vars(module).update(vars(network.reference))
    module.two_layer_grads = lambda X, Y, W1, b1, W2, b2: network.reference.two_layer_grads(X, Y, W1, b1, W2, 0 * b2)
    exercise = replace(network, reference=None) if public else network  # students have no reference
    (recorded,) = (r for r in exercise.checks if r.id == "gradient_is_that_of_own_cost")
    outcome = run_check(exercise, recorded, InProcessTransport(module))
    smaller = shrink_case(exercise, recorded, InProcessTransport(module), outcome)
    assert smaller.case != outcome.case
    assert pinpoint(smaller).failure.summary.endswith("is not the gradient of your own two_layer_cost.")


def fail_once(function):
    """Make a function that raises an unexpected exception at its first call, with a student's text in it."""
    calls = []

    def failing(*arguments, **options):
        calls.append(1)
        if len(calls) == 1:
            raise OverflowError("7129 \x1b[31m")
        return function(*arguments, **options)

    return failing


WRONG = "def double(x): return x + 1"


@pytest.mark.parametrize(
    ("module", "step"), [(checking, "run_cases"), (checking, "shrink_case"), (grading, "to_exercise_report")]
)
def test_unexpected_exception_costs_one_exercise(toy, server, monkeypatch, caplog, capfd, module, step):
    monkeypatch.setattr(module, step, fail_once(getattr(module, step)))
    first, second = replace(toy, exercises=toy.exercises * 2), to_submission({"double.py": WRONG})
    report = grade(first, second, server)
    assert [set(verdicts(exercise)) for exercise in report.exercises] == [{"grader_fault"}, {"passed", "failed"}]
    assert has_grader_fault(report)
    (fault,) = report.exercises[0].faults
    assert fault.startswith("Grading failed: OverflowError in grader/grading/")
    assert f"grading/{module.__name__.rpartition('.')[2]}.py, line " in fault
    assert report.exercises[1].faults == ()
    assert "in failing" in caplog.text
    assert capfd.readouterr() == ("", "")


def test_exception_in_the_diagnosis_costs_no_points(toy, server, monkeypatch, caplog):
    expected = grade(toy, to_submission({"double.py": WRONG}), server).exercises[0]
    monkeypatch.setattr("grader.grading.diagnosis.find_suspected", fail_once([]))
    report = grade(toy, to_submission({"double.py": WRONG}), server)
    (exercise,) = report.exercises
    assert (exercise.score, verdicts(exercise)) == (expected.score, verdicts(expected))
    assert not has_grader_fault(report)
    assert exercise.faults[0].startswith("The diagnosis failed: OverflowError in grader/grading/diagnosis.py, line ")
    assert "7129" not in to_json(report).decode().replace("7129.0", "")
    assert "7129" in caplog.text
    assert "Note for the instructor: The diagnosis failed" in " ".join(to_text(render_report(report)).split())
    shown = to_student_view(report, hidden_counterexamples=True)
    assert shown.exercises[0].faults == ()
    assert b"faults" not in to_json(shown)
    assert from_json(to_json(report)) == report


def test_fork_server_that_dies_during_the_diagnosis_costs_no_points(toy):
    (exercise,) = toy.exercises
    module = type(msgspec)("wrong")
    module.double = lambda x: x + 1
    count = Dying(module, ())
    usual = grade_exercise(exercise, count)
    late = grade_exercise(exercise, Dying(module, {count.number}))
    assert (late.score, verdicts(late)) == (usual.score, verdicts(usual))
    assert "ServerDied" in late.faults[0]
