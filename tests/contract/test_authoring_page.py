"""What authors read is complete: each tool with an example, and each step after the last file."""

import re

import msgspec
import pytest

import grader.exercise
from grader.course.course import load_course
from grader.course.mistakes import _Entry, load_mistakes
from tests.toy import write_course


@pytest.fixture
def page(root):
    return (root / "docs" / "authoring.md").read_text(encoding="utf-8")


def find_blocks(text):
    """Find the examples in TOML."""
    return re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


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
    (settings,) = (block for block in find_blocks(page) if "extends" in block)
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


@pytest.mark.parametrize(
    ("document", "reference", "named", "equivalent"),
    [
        ("authoring.md", "a1_neurons/e13_linear_regression_gd.py", 2, 1),
        ("feedback.md", "a2_softmax_and_losses/e11_cross_entropy_grad.py", 1, 0),
        ("feedback.md", "a5_recurrent_networks/e29_rnn_bptt.py", 1, 1),  # its `p - Y` is that of the other
    ],
)
def test_examples_of_mistakes_are_those_of_the_course(root, tmp_path, document, reference, named, equivalent):
    source = (root / "reference" / reference).read_text(encoding="utf-8")
    blocks = [block for block in find_blocks((root / "docs" / document).read_text()) if "edit = " in block]
    fitting = [block for block in blocks if all(f in source for f in re.findall(r'\{ "(.*?)" =', block))]
    path = tmp_path / "mistakes.toml"
    path.write_text("\n".join(fitting))
    found = load_mistakes([path], root / "reference" / reference, None)
    assert (len(found.known), len(found.equivalents)) == (named, equivalent)


def test_all_keys_of_a_mistake_are_explained(page):
    rows = re.findall(r"^\| `(\w+)` \| [^`|]*", page.partition("## 5.")[2].partition("## 6.")[0], re.MULTILINE)
    keys = set(msgspec.structs.asdict(_Entry("", "", {})))
    assert set(rows) | {"says", "hint"} == keys
