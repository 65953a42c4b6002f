"""A course with an empty cache: recorded on all cores, with the same result, however the processes end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import cli
from grader.course import first_run
from grader.course.course import load_course
from grader.course.first_run import record_in_processes
from grader.course.recording import from_bytes
from grader.errors import CourseError
from tests.toy import HIDDEN, PUBLIC, REFERENCE, SPEC, find_recordings, write_course


def write_two(root, **replaced):
    """Write the toy course with a second exercise, `triple`."""
    write_course(root, **replaced)
    for name, text in {"spec": SPEC, "public_checks": PUBLIC, "hidden_checks": HIDDEN, "reference": REFERENCE}.items():
        folder = "reference/a1_toys" if name == "reference" else "assignments/a1_toys/e2_triple"
        path = root / folder / ("e2_triple.py" if name == "reference" else f"{name}.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("double", "triple").replace("Doubling", "Tripling"))
    return root


@pytest.fixture
def two(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_two(tmp_path / "toys")


def to_recorded(course):
    """Return all that a recording holds, by exercise."""
    return {
        e.id: (
            [(c.id, c.cases, c.transcript) for c in e.checks],
            (e.table.questions, e.table.suspects, e.table.cells),
            (e.table.sketches.tobytes(), e.table.scales.tobytes()),
        )
        for e in course.exercises
    }


@pytest.fixture
def draws_nothing(monkeypatch):
    """Make it an error to draw inputs in this process."""
    monkeypatch.setattr("grader.course.cases.record", lambda *_: pytest.fail("drawn in this process"))


def test_processes_record_what_one_would(two, tmp_path, monkeypatch):
    several = to_recorded(load_course(two, jobs=2))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert to_recorded(load_course(two, jobs=1)) == several
    assert len(several["double"][0]) == 4


def test_nothing_is_drawn_here(two, draws_nothing):
    load_course(two, jobs=2)
    assert len(find_recordings()) == 2
    load_course(two, jobs=1)


def test_without_a_cache_it_is_recorded_once_all_the_same(two, draws_nothing, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    assert len(load_course(two, jobs=2).exercises) == 2


@pytest.mark.parametrize(
    "code",
    ["raise SystemExit(3)", "import os; os.kill(os.getpid(), 9)", "print('no recording')", "pass", "import nowhere"],
)
def test_an_exercise_whose_process_fails_is_recorded_here(two, monkeypatch, code):
    monkeypatch.setattr(first_run, "_CODE", code)
    told = []
    course = load_course(two, jobs=2, tell=lambda *numbers: told.append(numbers))
    assert [len(exercise.checks[2].cases) > 5 for exercise in course.exercises] == [True, True]
    assert told[0] == (0, 2)
    assert told[-1] == (2, 2)


def test_no_process_can_be_started(two, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/dev/null/python")
    assert len(load_course(two, jobs=2).exercises) == 2


def test_a_course_that_was_changed_meanwhile_is_not_recorded(two):
    assert record_in_processes(two, ["double", "triple"], "0" * 64, 2, lambda *_: None) == {}
    sha256 = load_course(two, ["double"]).sha256
    made = record_in_processes(two, ["double", "triple"], sha256, 2, lambda *_: None)
    assert {name for name, data in made.items() if from_bytes(data) is not None} == {"double", "triple"}


def test_what_a_course_prints_is_no_part_of_it(tmp_path, monkeypatch, draws_nothing):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    noisy = PUBLIC + '\nimport os\nprint("hello")\nos.write(1, b"hello")\n'
    assert len(load_course(write_two(tmp_path / "toys", public_checks=noisy), jobs=2).exercises) == 2


def test_errors_of_a_course_are_said_as_usual(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    broken = PUBLIC.replace("n=(1, 3))", "n=(1, 3)).filter(lambda x: False)")
    with pytest.raises(CourseError, match="The inputs of additive cannot be drawn: Unsatisfiable"):
        load_course(write_two(tmp_path / "toys", public_checks=broken), jobs=2)


def test_progress_is_told_once_per_exercise_and_not_from_the_cache(two):
    told = []
    load_course(two, jobs=2, tell=lambda *numbers: told.append(numbers))
    assert told == [(0, 2), (1, 2), (2, 2)]
    told.clear()
    load_course(two, jobs=2, tell=lambda *numbers: told.append(numbers))
    assert told == []
    min(find_recordings()).unlink()
    load_course(two, jobs=2, tell=lambda *numbers: told.append(numbers))
    assert told == [(0, 1), (1, 1)]


def test_an_interruption_ends_the_processes(two, monkeypatch):
    code = "import sys, time; sys.argv[3] == 'double' or time.sleep(1000); print('no recording')"
    monkeypatch.setattr(first_run, "_CODE", code)
    started = []
    start = first_run._Processes.start
    monkeypatch.setattr(
        first_run._Processes, "start", lambda own, command: started.append(start(own, command)) or started[-1]
    )

    def interrupt(done, _):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_course(two, jobs=2, tell=interrupt)
    assert len(started) == 2
    assert [process.poll() is not None for process in started] == [True, True]


def test_a_program_without_a_main_guard_may_load_a_course(two, tmp_path, root):
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\nfrom grader import load_course\nprint('started')\n"
        "print(len(load_course(sys.argv[1], jobs=2).exercises))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, program, two], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.stdout, done.returncode) == ("started\n2\n", 0), done.stderr


def test_a_file_in_the_current_folder_is_not_taken_for_a_module(two, tmp_path, monkeypatch, draws_nothing):
    (tmp_path / "numpy.py").write_text("raise SystemExit(7)\n")
    (tmp_path / "random.py").write_text("raise SystemExit(7)\n")
    monkeypatch.chdir(tmp_path)
    assert len(load_course(two, jobs=2).exercises) == 2


def test_command_says_what_it_waits_for_and_only_once(two, tmp_path):
    work = tmp_path / "ada"
    work.mkdir()
    (work / "double.py").write_text("def double(x):\n    return 2 * x\n")
    words = ["grade", str(work), "--course", str(two), "--json", "-"]
    first = CliRunner().invoke(cli, words)
    assert first.stderr.startswith("Preparing 2 exercises on ")
    assert "about 5 s" in first.stderr
    assert first.stdout.startswith("{")
    assert CliRunner().invoke(cli, words).stderr == ""


def test_broken_standard_error_is_no_reason_to_stop(two, root, tmp_path):
    (tmp_path / "double.py").write_text("def double(x):\n    return 2 * x\n")
    environment = {**os.environ, "PYTHONPATH": str(root)}
    words = ["grade", str(tmp_path / "double.py"), "--course", str(two), "--json", "-"]
    command = [sys.executable, "-P", "-m", "grader", *words]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=full, check=False)
    assert done.stdout.startswith(b"{")
    assert done.returncode == 1  # `triple` is missing


def test_cores_are_counted():
    assert first_run.count_cores() >= 1
