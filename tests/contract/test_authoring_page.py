"""What authors read is complete: each tool with an example, and each step after the last file."""

import re

import pytest

import grader.exercise
from grader.course.course import load_course
from tests.toy import write_course


@pytest.fixture
def page(root):
    return (root / "docs" / "authoring.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", ["builders", "assertions", "inputs"])
def test_each_tool_has_an_example(page, part):
    module = f"grader.exercise.{part}"
    own = {n for n in grader.exercise.__all__ if getattr(getattr(grader.exercise, n), "__module__", "") == module}
    assert own
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", page, re.MULTILINE))
    for name in own:
        assert name in rows, f"docs/authoring.md has no line for {name}"
        assert f"{name}(" in rows[name]
        compile(rows[name], name, "eval")


def test_constants_of_builders_are_named(page):
    for name in filter(str.isupper, grader.exercise.__all__):
        assert f"`{name}`" in page


def test_steps_after_the_last_file_are_one_command(page, root):
    makefile = (root / "Makefile").read_text()
    recipe = re.search(r"^generated:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1]
    for command in ("grader release\n", "grader schema >", "grader schema --markdown >", "tests.golden.regenerate"):
        assert command in recipe
    assert "make generated" in page.partition("## 8. After the last file")[2]
    for target in re.findall(r"^make (\w+)", page, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_example_of_an_overlay_is_a_course(page, tmp_path):
    (settings,) = (block for block in re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    write_course(tmp_path / "public")
    for name, text in [
        ("assignments/course.toml", settings.replace('["a1_neurons", "softmax_shift"]', '["double"]')),
        ("reference/seed.txt", "5"),
    ]:
        path = tmp_path / "private" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    course = load_course(tmp_path / "private")
    assert (course.limits.memory_mb, [e.id for e in course.exercises]) == (768, ["double"])
