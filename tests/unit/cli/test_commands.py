"""The commands, their exit codes and what they say."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile

import msgspec
import pytest
from click.testing import CliRunner

from grader import cli
from grader.authoring import wheel as wheel_module
from grader.authoring.wheel import build_wheel
from grader.batch import process_pool
from grader.errors import CourseError
from grader.execution import isolation
from grader.execution.isolation import NOTHING_RAN
from grader.submissions import submission
from grader.version import DISTRIBUTION, VERSION
from tests.conftest import ROOT
from tests.toy import REFERENCE, write_course

RIGHT = "def double(x): return 2 * x"
WHEEL = f"wheels/{DISTRIBUTION.replace('-', '_')}-{VERSION}-py3-none-any.whl"


@pytest.fixture
def toy(tmp_path):
    return write_course(tmp_path / "course")


@pytest.fixture
def run(toy, monkeypatch, capsys):
    """Run a command as the shell would; return exit code, output and errors."""

    def run_one(*words, course=True):
        options = ["--course", str(toy)] if course and words[0] != "schema" else []
        monkeypatch.setattr(sys, "argv", ["grader", *words, *options])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return run_one


def write(tmp_path, source, name="ana"):
    folder = tmp_path / name
    folder.mkdir(exist_ok=True, parents=True)
    (folder / "double.py").write_text(source)
    return str(folder)


def test_exit_codes_of_grade(tmp_path, run, toy):
    assert run("grade", write(tmp_path, RIGHT))[0] == 0
    assert run("grade", write(tmp_path, "def double(x): return x"))[0] == 1
    assert run("grade", str(tmp_path / "nowhere"))[0] == 3
    assert run("grade")[0] == 2
    assert run("grade", write(tmp_path, RIGHT), "--exercise", "nothing")[0] == 2
    hidden = toy / "assignments/a1_toys/e1_double/hidden_checks.py"
    hidden.write_text(hidden.read_text().replace('"double"', '"dubble"'))
    assert run("grade", write(tmp_path, RIGHT))[0] == 4


def test_json_is_written_also_for_what_cannot_be_read(tmp_path, run):
    out = tmp_path / "report.json"
    code, text, errors = run("grade", str(tmp_path / "nowhere"), "--json", str(out))
    assert code == 3
    assert "does not exist" in errors
    assert text == ""
    assert json.loads(out.read_text())["score"] == 0


def test_json_can_be_printed(tmp_path, run):
    code, text, _ = run("grade", write(tmp_path, RIGHT), "--json", "-", "--view", "instructor")
    assert code == 0
    assert json.loads(text)["max_score"] == 4


def test_class_is_not_taken_for_a_submission_nor_a_submission_for_a_class(tmp_path, run):
    write(tmp_path / "term" / "class", RIGHT, "ana")
    write(tmp_path / "term" / "class", RIGHT, "ben")
    out = ["--out", str(tmp_path / "out")]
    for folder in (tmp_path / "term" / "class", tmp_path / "term"):
        code, text, errors = run("grade", str(folder))
        assert (code, text) == (3, "")
        assert f"{folder.name} looks like a class of 2: each of ana and ben has double." in errors
        assert f"grader batch {folder.name} --out results" in errors
    code, _, errors = run("batch", str(tmp_path / "term"), *out)
    assert code == 3
    assert f"one folder too high: the students are in class. Use: grader batch {tmp_path / 'term' / 'class'}" in errors
    code, _, errors = run("batch", str(tmp_path / "term" / "class" / "ana"), *out)
    assert code == 3
    assert "looks like one student's submission. Use: grader grade" in errors
    assert not (tmp_path / "out").exists()
    assert run("batch", str(tmp_path / "term" / "class"), *out)[0] == 0


def test_name_of_a_student_can_be_given(tmp_path, run):
    code, text, _ = run("grade", write(tmp_path, RIGHT), "--id", "Zoë K", "--json", "-")
    assert (code, json.loads(text)["submission"]["id"]) == (0, "Zoë K")
    assert run("grade", write(tmp_path, RIGHT), "--id", "Zoë K")[1].startswith("Zoë K ")
    out = tmp_path / "report.json"
    assert run("grade", str(tmp_path / "nowhere"), "--id", "zoe", "--json", str(out))[0] == 3
    assert json.loads(out.read_text())["submission"]["id"] == "zoe"
    for name in ("", "  ", "a\nb", "\x1b[1m", "x" * 201):
        code, _, errors = run("grade", write(tmp_path, RIGHT), "--id", name)
        assert code == 2
        assert "--id" in errors


def test_json_that_cannot_be_written(tmp_path, run):
    code, _, errors = run("grade", write(tmp_path, RIGHT), "--json", str(tmp_path / "no" / "file.json"))
    assert code == 2
    assert "No such file or directory" in errors


def test_view_decides_what_is_shown(tmp_path, run):
    folder = write(tmp_path, "def double(x): return x")
    assert "expected np.array" not in run("grade", folder)[1]
    assert "expected np.array" in run("grade", folder, "--view", "instructor")[1]


def test_batch(tmp_path, run):
    (tmp_path / "class").mkdir()
    write(tmp_path / "class", RIGHT, "ana")
    (tmp_path / "class" / "ben").mkdir()
    (tmp_path / "class" / "feedback.csv").write_text("ana,good")
    code, text, errors = run(
        "batch", str(tmp_path / "class"), "--out", str(tmp_path / "out"), "--assignment", "a1_toys"
    )
    assert code == 0
    assert "Wrote 2 reports to" in text
    assert "Left out, since a table is nobody's submission: feedback.csv." in text
    assert "ben: " in text
    assert "Grading" in errors
    assert run("batch", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out"))[0] == 3
    assert run("batch", str(tmp_path / "class"), "--out", str(tmp_path / "class" / "out"))[0] == 2
    (tmp_path / "one" / "a1_toys").mkdir(parents=True)
    code, _, errors = run("batch", str(tmp_path / "one"), "--out", str(tmp_path / "out"))
    assert code == 3
    assert "Use: grader grade" in errors


def test_harvest(tmp_path, run):
    folder, out = tmp_path / "class", tmp_path / "harvest.toml"
    for name, source in {"ana": "2 * x + 1", "ben": "x + (x + 1)", "cem": "x ** 3 + 2", "dot": "2 * x"}.items():
        write(folder, f"def double(x): return {source}", name)
    code, text, errors = run("harvest", str(folder), "-j", "2")
    assert code == 0
    assert list(tomllib.loads(text)) == ["name_to_choose_1"]
    assert "# ana: double.py\n# ben: double.py\n" in text
    assert "Found 1 group of students who are wrong in the same way without a diagnosis; 1 more" in errors
    assert run("harvest", str(folder), "-j", "1", "--out", str(out))[:2] == (0, "")
    assert out.read_text() == text
    assert run("batch", str(folder), "--out", str(tmp_path / "results"), "--view", "student")[0] == 0
    code, same, errors = run("harvest", str(folder), "--results", str(tmp_path / "results"))
    assert (code, same) == (0, text)
    assert "Grading" not in errors
    code, without, _ = run("harvest", str(folder), "--results", str(tmp_path / "results"), "--anonymous")
    assert (code, "ana" in without) == (0, False)


def test_harvest_that_finds_nothing_or_cannot_be_written(tmp_path, run):
    folder = tmp_path / "class"
    write(folder, RIGHT, "ana")
    code, text, errors = run("harvest", str(folder))
    assert (code, tomllib.loads(text)) == (0, {})
    assert "Found 0 groups" in errors
    code, _, errors = run("harvest", str(folder), "--out", str(folder / "harvest.toml"))
    assert (code, "would be taken for a submission" in errors) == (2, True)
    assert run("harvest", str(folder), "--out", str(tmp_path / "none" / "harvest.toml"))[0] == 2
    assert run("harvest", str(folder), "--results", str(tmp_path / "none"))[0] == 2
    assert run("harvest", str(tmp_path / "nowhere"))[0] == 3


def test_batch_that_is_stopped_says_what_is_left(tmp_path, run, monkeypatch):
    write(tmp_path / "class", RIGHT, "ana")
    write(tmp_path / "class", RIGHT, "ben")

    def stop_after_one(*arguments):
        yield next(grade_in_parallel(*arguments))
        raise KeyboardInterrupt

    grade_in_parallel = process_pool.grade_in_parallel
    monkeypatch.setattr(process_pool, "grade_in_parallel", stop_after_one)
    out = tmp_path / "out"
    code, _, errors = run("batch", str(tmp_path / "class"), "--out", str(out), "-j", "1")
    assert code == 130
    assert f"Stopped with 1 of 2 reports in {out / 'reports'}. Everything else in {out} is older." in errors
    assert [path.name for path in out.rglob("*.*")] == ["ana.json"]


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt, 130), (ZeroDivisionError("\n::error::"), 4)])
def test_what_ends_a_command_is_no_verdict(tmp_path, run, monkeypatch, raised, code):
    def fail(*_):
        raise raised

    monkeypatch.setattr(submission, "load_submission", fail)
    ended, _, errors = run("grade", write(tmp_path, RIGHT))
    assert ended == code
    assert "::error" not in errors
    assert ("The grader crashed" in errors) == (code == 4)


def test_batch_lists_what_must_be_graded_again(tmp_path, run, toy):
    hidden = toy / "assignments/a1_toys/e1_double/hidden_checks.py"
    hidden.write_text(hidden.read_text().replace('"double"', '"dubble"'))
    write(tmp_path, RIGHT, "ana")
    (tmp_path / "class").mkdir()
    (tmp_path / "ana").rename(tmp_path / "class" / "ana")
    code, text, _ = run("batch", str(tmp_path / "class"), "--out", str(tmp_path / "out"))
    assert code == 0
    assert "Grade again, since the scores are provisional: ana." in text


def test_validate(run, toy, tmp_path):
    out = tmp_path / "validation.json"
    code, text, _ = run("validate", "double", "--json", str(out))
    assert code == 0
    assert "No problems in 1 exercise." in text
    (exercise,) = json.loads(out.read_text())["exercises"]
    assert exercise["exercise_id"] == "double"
    assert exercise["mistakes"][0]["seen_by"] == ["worked_number", "additive", "declared_form", "matches"]
    assert exercise["mutants"]["killed"] == exercise["mutants"]["total"] > 0
    assert run("validate", "double", "--json", str(tmp_path / "no" / "file.json"))[0] == 2
    (toy / "reference/a1_toys/e1_double.py").write_text(REFERENCE.replace("2 * x", "2 * x + 1"))
    assert run("validate")[0] == 1


def test_new_exercise_is_in_order_but_for_what_is_to_be_written(run, toy):
    code, text, _ = run("new", "a1_toys/e2_triple")
    assert code == 0
    assert "reference/a1_toys/e2_triple.py" in text
    code, text, _ = run("validate", "triple")
    assert code == 1
    assert "triple: 5 mutants of the reference, 5 detected by a check" in text
    assert text.endswith("5 problems\n")
    assert len([line for line in text.splitlines() if line.startswith("triple: ") and "TODO" in line]) == 5
    assert "triple: mistakes.toml: 5 TODOs left to replace." in text
    assert run("new", "a1_toys/e2_triple")[0] == 2
    assert run("new", "triple")[0] == 2
    assert run("new", "a1_toys/e3_triple")[0] == 2
    assert run("new", "a1_toys/e3_class")[0] == 2
    for path in (*toy.rglob("*.py"), *toy.rglob("mistakes.toml")):
        path.write_text(path.read_text().replace("TODO", "Done"))
    assert run("validate", "triple")[0] == 0


def test_replay(tmp_path, run):
    folder, out = write(tmp_path, "def double(x): return x"), tmp_path / "report.json"
    run("grade", folder, "--json", str(out), "--view", "instructor")
    code, text, _ = run("replay", str(out), "additive", course=False)
    assert code == 0
    compile(text, "case.py", "exec")
    assert "from double import double" in text
    assert run("replay", str(out), "nothing", course=False)[0] == 2
    assert run("replay", str(tmp_path / "nowhere.json"), "additive", course=False)[0] == 2
    out.write_text("{}")
    assert "not a report of this version" in run("replay", str(out), "additive", course=False)[2]


def test_replay_runs_the_calls_in_a_worker(tmp_path, run):
    folder, out = write(tmp_path, "def double(x): return x"), tmp_path / "report.json"
    run("grade", folder, "--json", str(out), "--view", "instructor")
    words = ["replay", str(out), "additive", "--run", "--submission", folder]
    code, text, _ = run(*words, course=False)
    assert code == 0
    calls, _, reason = text.partition("why it failed: ")
    assert calls.count("as graded: yes") == len(calls.splitlines()) / 3
    assert reason.splitlines()[0] == "The result is wrong."
    assert reason.splitlines()[2].startswith("The result at [0] is 1.0, expected 2.0; a difference of ")
    write(tmp_path, RIGHT)
    code, text, _ = run(*words, course=False)
    assert code == 1
    assert text.startswith("These are not the files that were graded")
    assert "as graded: no; when graded, it returned" in text
    code, _, errors = run("replay", str(out), "additive", "--run", course=False)
    assert code == 2
    assert "--run needs --submission PATH" in errors
    assert run("replay", str(out), "additive", "--submission", folder, course=False)[0] == 2
    assert run(*words[:-1], str(tmp_path / "nowhere"), course=False)[0] == 3


def test_replay_runs_nothing_where_code_is_not_contained(tmp_path, run, weak):
    folder, out = write(tmp_path, "def double(x): return x"), tmp_path / "report.json"
    run("grade", folder, "--json", str(out), "--allow-weak-isolation")
    words = ["replay", str(out), "additive", "--run", "--submission", folder]
    code, text, errors = run(*words, course=False)
    assert (code, text) == (4, "")
    assert "it could read files, start processes" in errors
    assert run(*words, "--allow-weak-isolation", course=False)[0] == 0


def nest(report, place, text):
    return report.replace(f'"{place}": ', f'"{place}": {text}, "{place}": ', 1).encode()


FORGED = {
    "empty": lambda report: b"",
    "another type": lambda report: b"[]",
    "deep lists": lambda report: b"[" * 10**6,
    "deep in an unknown field": lambda report: b'{"x": ' + b"[" * 10**6 + b"]" * 10**6 + b"}",
    "deep in a known field": lambda report: nest(report, "exercises", "[" * 10**6 + "]" * 10**6),
    "huge float": lambda report: nest(report, "score", "1e400"),
    "huge int": lambda report: nest(report, "schema_version", "9" * 5_000),
    "huge int for a float": lambda report: nest(report, "score", "9" * 5_000),
    "huge weight": lambda report: nest(report, "weight", "1" + "0" * 5_000),
    "not a number": lambda report: nest(report, "score", "NaN"),
    "another version": lambda report: nest(report, "schema_version", "2").replace(b'"schema_version": 1,', b""),
    "not UTF-8": lambda report: report.encode().replace(b'"title": "', b'"title": "\xff', 1),
    "UTF-16": lambda report: report.encode("utf-16"),
    "half a surrogate": lambda report: nest(report, "title", r'"\ud800"'),
    "commands in a name": lambda report: (r'{"\u001b]0;x\u0007\u202e' + '##[group]": 1}').encode(),
    "missing fields": lambda report: json.dumps({"schema_version": 1}).encode(),
    "billions of entries": lambda report: report.replace("double(", "double(np.zeros((1000000000,)), ").encode(),
    "code": lambda report: report.replace("double(", "double(__import__('os').abort(), ").encode(),
    "more calls than are written": lambda report: report.replace(
        '"steps": [', '"steps": [' + '{"call": "f(1)", "returned": "", "raised": "", "seen": []},' * 1_000
    ).encode(),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("is_run", [False, True], ids=["script", "run"])
def test_forged_reports_end_in_an_error(tmp_path, run, forge, is_run):
    folder, out = write(tmp_path, "def double(x): return x"), tmp_path / "report.json"
    run("grade", folder, "--json", str(out), "--view", "instructor")
    out.write_bytes(forge(out.read_text()))
    words = ["--run", "--submission", folder] if is_run else []
    code, text, errors = run("replay", str(out), "additive", *words, course=False)
    assert (code, text) == (2, "")
    assert "is not a report of this version" in errors or "edited or damaged" in errors or "this grader reads" in errors
    assert all(c == "\n" or c.isprintable() for c in errors)
    assert "##[" not in errors


def test_report_is_not_read_if_it_is_too_large_or_no_file(tmp_path, run):
    large, pipe = tmp_path / "large.json", tmp_path / "pipe"
    large.touch()
    os.truncate(large, 8 * 2**30)
    code, _, errors = run("replay", str(large), "additive", course=False)
    assert code == 2
    assert "larger than 20 MB" in " ".join(errors.split())
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, "/dev/zero"):
        code, _, errors = run("replay", str(path), "additive", course=False)
        assert code == 2
        assert "not a file" in " ".join(errors.split())


def test_release(run, tmp_path):
    out = str(tmp_path / "template")
    assert run("release", "--out", out, "--check")[0] == 1
    code, text, _ = run("release", "--out", out)
    assert code == 0
    assert f"Wrote 10 files, with {WHEEL}, to" in text
    code, text, _ = run("release", "--out", out, "--check")
    assert code == 0
    assert "is up to date" in text
    code, text, _ = run("release", "--out", out, "--zip", str(tmp_path / "toys.zip"))
    assert code == 0
    assert f"Wrote 10 files, with {WHEEL}, to {tmp_path / 'toys.zip'}." in text
    assert f"toys/{WHEEL}" in zipfile.ZipFile(tmp_path / "toys.zip").namelist()


def test_release_without_a_wheel(run, tmp_path):
    out, zipped = tmp_path / "template", tmp_path / "toys.zip"
    assert run("release", "--out", str(out))[0] == 0
    code, text, _ = run("release", "--out", str(out), "--zip", str(zipped), "--no-wheel")
    assert code == 0
    assert f"Wrote 9 files to {out}." in text
    assert f"an index that has {DISTRIBUTION} {VERSION}" in text
    assert not (out / WHEEL).exists()  # that of the first release is gone
    assert f"{DISTRIBUTION}=={VERSION}\n" in (out / "requirements.txt").read_text()
    assert not [name for name in zipfile.ZipFile(zipped).namelist() if "wheel" in name]


def test_committed_template_has_no_wheel_and_its_zip_has_one(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("release")[0] == 0
    assert not list(tmp_path.glob("student_template/**/*.whl"))
    assert run("release", "--zip", "toys.zip")[0] == 0
    assert not list(tmp_path.glob("student_template/**/*.whl"))
    assert f"toys/{WHEEL}" in zipfile.ZipFile("toys.zip").namelist()
    assert run("release", "--check")[0] == 0


def test_release_with_a_given_wheel(run, tmp_path):
    (tmp_path / "dist").mkdir()
    wheel = build_wheel(tmp_path / "dist")
    assert run("release", "--out", str(tmp_path / "t"), "--wheel", str(wheel))[0] == 0
    assert (tmp_path / "t" / WHEEL).read_bytes() == wheel.read_bytes()
    code, _, errors = run("release", "--out", str(tmp_path / "t"), "--wheel", str(wheel), "--no-wheel")
    assert (code, "exclude each other" in errors) == (2, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DISTRIBUTION": "grader-that-nobody-installed"}, "there is none"),
        ({"VERSION": "99"}, "is installed, but this is 99"),
    ],
)
def test_wheel_that_cannot_be_built_says_what_is_missing(run, tmp_path, monkeypatch, change, words):
    for name, value in change.items():
        monkeypatch.setattr(wheel_module, name, value)
    code, _, errors = run("release", "--out", str(tmp_path / "t"))
    assert code == 4
    assert words in " ".join(errors.split())
    assert "--no-wheel" in errors
    assert not (tmp_path / "t").exists()
    assert run("release", "--out", str(tmp_path / "t"), "--no-wheel")[0] == 0


@pytest.mark.parametrize(
    "words", [("release", "--out", "FILE/t"), ("release", "--out", "t", "--zip", "FILE/t.zip"), ("new", "a1_x/e1_y")]
)
def test_what_cannot_be_written_is_a_wrong_call(run, toy, tmp_path, words):
    (tmp_path / "FILE").write_text("")
    (toy / "assignments" / "a1_x").write_text("")
    code, _, errors = run(*(str(tmp_path / word) if word.startswith(("FILE", "t")) else word for word in words))
    assert (code, "Cannot write to " in errors) == (2, True)


def test_schema(run):
    code, text, _ = run("schema")
    assert code == 0
    assert json.loads(text)["title"] == "Score report"
    assert run("schema", "--markdown")[1].startswith("# The report")


def test_course_is_found_from_below(tmp_path, run, toy, monkeypatch):
    monkeypatch.chdir(toy / "assignments")
    assert run("grade", write(tmp_path, RIGHT), course=False)[0] == 0
    monkeypatch.chdir(tmp_path.parent.parent)
    code, _, errors = run("grade", write(tmp_path, RIGHT), course=False)
    assert code == CourseError.exit_code
    assert "--course PATH" in errors


STUDENTS = {"check", "watch", "hint", "pack"}  # tested in test_student.py


@pytest.mark.parametrize(
    "command", ["grade", "batch", "harvest", "validate", "new", "release", "schema", *sorted(STUDENTS)]
)
def test_help_of_each_command_has_an_example(command):
    result = CliRunner().invoke(cli.cli, [command, "--help"])
    assert f"grader {command}" in result.output.partition("Example:")[2]


def test_every_command_is_tested():
    assert set(cli.cli.commands) - STUDENTS == {
        "grade",
        "batch",
        "harvest",
        "doctor",
        "validate",
        "replay",
        "new",
        "release",
        "schema",
    }


WEAK = msgspec.structs.replace(NOTHING_RAN, level="rlimits", possible=("read_files", "start_processes"))


@pytest.fixture
def weak(monkeypatch):
    """Put a machine in the place of ours on which nothing is contained."""
    monkeypatch.setattr(isolation, "observe", lambda *_: WEAK)


def test_batch_refuses_where_code_is_not_contained(tmp_path, run, weak):
    write(tmp_path / "class", RIGHT)
    words = ["batch", str(tmp_path / "class"), "--out", str(tmp_path / "results")]
    code, _, errors = run(*words)
    assert code == 4
    assert "it could read files, start processes" in errors
    assert "grader doctor" in errors
    assert not (tmp_path / "results").exists()
    assert run(*words, "--allow-weak-isolation")[0] == 0
    assert run("harvest", str(tmp_path / "class"))[0] == 4
    assert run("harvest", str(tmp_path / "class"), "--results", str(tmp_path / "results"))[0] == 0


def test_grade_refuses_in_ci_only(tmp_path, run, weak, monkeypatch):
    path = write(tmp_path, RIGHT)
    monkeypatch.delenv("CI", raising=False)
    assert run("grade", path)[0] == 0
    monkeypatch.setenv("CI", "true")
    out = tmp_path / "report.json"
    code, text, errors = run("grade", path, "--json", str(out))
    assert (code, text) == (4, "")
    report = json.loads(out.read_text())
    assert report["score"] == 0
    assert {check["fault"] for check in report["exercises"][0]["checks"]} == {"grader"}
    assert report["submission"]["notes"][0] in " ".join(errors.split())
    assert run("grade", path, "--allow-weak-isolation")[0] == 0


def test_doctor(run, weak):
    code, out, _ = run("doctor")
    assert code == 1
    assert "Level: rlimits" in out


def test_doctor_on_this_machine(run):
    code, out, _ = run("doctor")
    level = out.split()[1]
    assert code == (0 if level in ("landlock", "namespaces") else 1)


def test_doctor_needs_no_course(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "Level:" in run("doctor", course=False)[1]


def test_what_a_student_wrote_is_no_command_in_a_log(tmp_path, run):
    source = "def double(x):\n    print('::error::a')\n    raise ValueError('::error::a\\n  ##[error]b\\x1b[2J')"
    _, text, _ = run("grade", write(tmp_path, source))
    assert ": :error::a" in text
    assert "# #[error]b" in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    _, text, _ = run("grade", write(tmp_path, source), "--json", "-")
    assert "##[" not in text
    assert "##[error]b" in json.loads(text)["exercises"][0]["checks"][0]["message"]


def test_names_of_files_are_printable_in_errors(tmp_path, run):
    folder = tmp_path / "a\x1b[2J\n::error::b"
    folder.mkdir()
    code, _, errors = run("grade", str(folder), "--json", str(tmp_path / "report.json"))
    assert code == 3
    assert "\x1b" not in errors
    assert "\n::" not in errors
    assert "\\u001b" not in (tmp_path / "report.json").read_text()


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")


def run_in_shell(toy, words, redirection):
    """Run a command with other streams than usual; return its exit code, and what it wrote to those it had."""
    command = f"set -o pipefail; {sys.executable} -m grader {words} --course {toy} {redirection}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@LINUX
@pytest.mark.parametrize(
    ("redirection", "reason"),
    [
        (">&-", "Bad file descriptor"),
        ("<&- >&-", "Bad file descriptor"),
        (">/dev/full", "No space left on device"),
        ("| true", "Broken pipe"),
    ],
)
@pytest.mark.parametrize("command", ["grade {ana} --json {json}", "grade {ana} --json -", "batch {top} --out {out}"])
def test_output_that_cannot_be_written_is_no_verdict(tmp_path, toy, command, redirection, reason):
    ana = write(tmp_path / "class", RIGHT)
    report, out = tmp_path / "report.json", tmp_path / "out"
    words = command.format(ana=ana, json=report, top=tmp_path / "class", out=out)
    code, _, errors = run_in_shell(toy, words, redirection)
    assert (code, errors.endswith(f"Error: Cannot write to standard output: {reason}.\n")) == (2, True), errors
    written = {"grade": report, "batch": out / "reports" / "ana.json"}[command.split()[0]]
    assert "--json -" in command or json.loads(written.read_bytes())["score"] == 4


@LINUX
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "<&- 2>&-"])
def test_errors_that_cannot_be_written_change_no_verdict(tmp_path, toy, redirection):
    ana = write(tmp_path / "class", RIGHT)
    assert run_in_shell(toy, f"grade {ana} -v", redirection)[0] == 0
    assert run_in_shell(toy, f"grade {tmp_path / 'nowhere'}", redirection)[0] == 3
    code, text, _ = run_in_shell(toy, f"batch {tmp_path / 'class'} --out {tmp_path / 'out'}", redirection)
    assert (code, "Wrote 1 report" in text) == (0, True)
