"""Checking a notebook's functions as they are, and the card that shows how they stand."""

import re
from html import unescape

import pytest

from grader.course.student_folder import load_student_folder
from grader.jupyter import check
from grader.practice.practice import load_work, practise
from tests.toy import write_student_folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = write_student_folder(tmp_path)
    monkeypatch.chdir(folder / "a1_toys")
    return folder


def run(source, call="check('double')"):
    names = {}
    exec(f"from grader.jupyter import check\n{source}\ncard = {call}", names)
    return names["card"]


def to_text(html):
    """Return the words of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", " ", html)).split()


def test_functions_are_taken_from_the_caller(folder):
    assert run("def double(x): return 2 * x").outcome.state == "passed"
    assert run("def double(x): raise NotImplementedError").outcome.state == "not attempted"
    assert run("").outcome.state == "not attempted"
    assert check("double", {"double": lambda x: 2 * x}).outcome.state == "passed"


@pytest.mark.parametrize(
    ("source", "packages"),
    [
        ("import pytest\ndef double(x):\n    pytest.fail\n    return 2 * x", "pytest"),
        ("from pytest import fail\ndef f(): fail\ndef double(x):\n    f\n    return 2 * x", "_pytest"),
        ("def double(x):\n    import yaml.nodes, rich\n    return 2 * x", "rich and yaml"),
        ("def double(x):\n    from click import echo\n    return (lambda: 2 * x)()", "click"),
        ("import math, numpy as np\ndef double(x):\n    import os, own\n    return np.add(x, x)", ""),
        ("import rich\ndef double(x): return 2 * x", ""),
        ("class A: pass\ndef double(x):\n    if len(x) < 0: double(x)\n    A()\n    return 2 * x", ""),
    ],
)
def test_packages_that_will_not_be_there_are_told(folder, source, packages):
    (folder / "a1_toys" / "own.py").write_text("")
    installed = folder / ".venv" / "lib" / "click.py"
    installed.parent.mkdir(parents=True)
    installed.write_text("")
    names = {"__name__": "__main__"}
    exec(source, names)
    notes = check("double", names).outcome.notes
    expected = f"This notebook: your code uses {packages}. When your work is graded, only NumPy"
    assert len(notes) == bool(packages)
    assert all(note.startswith(expected) for note in notes)


def test_card_as_html_says_what_the_text_says(folder):
    for source in [
        "def double(x): return 2 * x",
        "def double(x): return x",
        "def double(x): raise NotImplementedError",
        "def double(x): return 3 * x - 1",
        "def double(x):\n    print('<b>bold</b>')\n    return x",
        "def double(x): return 1 / 0",
        "def double(x):\n    if len(x) > 1: raise NotImplementedError\n    return x - 1",
        "import numpy as np\ndef double(x):\n    np.exp(np.float64(1e4))\n    return 2 * x",
    ]:
        card = run(source)
        shown = to_text(card._repr_html_())
        said = repr(card).split()
        extra = {"this", "notebook", "double", "In", "a", "terminal:"}  # what only one of the two says in its head
        assert [w for w in shown if w not in extra] == [w for w in said if w not in extra]


def test_what_a_student_wrote_is_no_html(folder):
    html = run("def double(x):\n    print('<script>')\n    return x")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    html = run("def double(x): raise ValueError('<img>')")._repr_html_()
    assert "<img>" not in html
    assert "&lt;img&gt;" in html


def test_card_says_what_the_terminal_says(folder):
    source = "def double(x):\n    return x"
    (folder / "a1_toys" / "double.py").write_text(source)
    template = load_student_folder(folder)
    assert practise(template, template.folders[0], load_work(folder)).report == run(source).outcome.report


def test_failures_of_one_cause_are_shown_once(tmp_path, monkeypatch):
    from tests.toy import PUBLIC

    more = '\n\n@check()\ndef third(student):\n    """A third property."""\n    student.double(np.array([1.0]))\n'
    more += more.replace("third", "fourth").replace("np.array([1.0])", "np.array([5.0])")
    monkeypatch.chdir(write_student_folder(tmp_path, public_checks=PUBLIC + more))
    card = run("def double(x):\n    if x[0] == 1: raise ValueError\n    return 2 * x")
    assert card._repr_html_().count("(line 3 of its cell)") == repr(card).count("(line 3 of its cell)") == 1
    assert "for the same reason:" in card._repr_html_()


def test_wrong_calls_are_said_without_a_traceback(folder, tmp_path, monkeypatch):
    with pytest.raises(SystemExit, match="Did you mean double"):
        check("doubel")
    other = folder / "checks/a1_toys/e2_twice"
    other.mkdir()
    for path in (folder / "checks/a1_toys/e1_double").glob("*.py"):
        (other / path.name).write_text(path.read_text())
    with pytest.raises(SystemExit, match="name one exercise: double, twice"):
        check("a1_toys")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="Change to the folder that you unpacked"):
        check("double")


def test_interrupting_the_kernel_ends_the_check(folder):
    with pytest.raises(KeyboardInterrupt):
        run("def double(x): raise KeyboardInterrupt")


def brightness(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("background", ["#ffffff", "#111111"])
def test_colours_can_be_read_in_a_light_and_in_a_dark_theme(folder, background):
    sources = ["2 * x", "x - 1", "1 / 0"]
    html = "".join(run(f"def double(x): return {source}")._repr_html_() for source in sources)
    colours = set(re.findall(r"#[0-9a-f]{6}", html + run("")._repr_html_()))
    assert len(colours) > 2
    for colour in colours:
        dark, light = sorted((brightness(colour), brightness(background)))
        assert (light + 0.05) / (dark + 0.05) > 4, colour
