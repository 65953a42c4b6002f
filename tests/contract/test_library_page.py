"""The page about the library shows a program that does what it says."""

import re
import shutil

import pytest

from grader.reports.report import from_json


@pytest.fixture
def page(root):
    return (root / "docs" / "library.md").read_text(encoding="utf-8")


def find_block(page, language):
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return block


@pytest.fixture
def program(page):
    return find_block(page, "python")


def test_program_prints_what_the_page_says(root, course, page, program, tmp_path, monkeypatch, capsys):
    for name in ("assignments", "reference", "examples/class/ada", "examples/class/chloe"):
        shutil.copytree(root / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)

    exec(compile(program, "docs/library.md", "exec"), {"__name__": "__main__"})

    assert capsys.readouterr().out == find_block(page, "text")
    reports = {path.stem: from_json(path.read_bytes()) for path in (tmp_path / "results").iterdir()}
    assert set(reports) == {"ada", "ada-student", "chloe", "chloe-student"}
    assert reports["chloe"].score == reports["chloe-student"].score
    assert reports["chloe"] != reports["chloe-student"]


def test_program_is_short(program):
    assert len(program.splitlines()) <= 20
