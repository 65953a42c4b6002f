"""What IPython understands and Python does not."""

import pytest

from grader.submissions.magics import PlainCell, to_plain_cell


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install numpy\nx = 1", "pass\nx = 1"),
        ("!!ls", "pass"),
        ("!echo it's (\nx = 1", "pass\nx = 1"),
        ("!pip install \\\n  numpy\nx = 1", "pass\n\nx = 1"),
        ("pip install numpy\nx = 1", "pass\nx = 1"),
        ("x = %pwd\ny = 1", "pass\ny = 1"),
        ("a[0].b = !ls 'x", "pass"),
        ("d['k=v'] = !ls", "pass"),
        ("if x:\n    !ls\n    %cd ..\n    y = 1", "if x:\n    pass\n    pass\n    y = 1"),
        ("softmax?\nx = 1", "pass\nx = 1"),
        ("np.exp??", "pass"),
        ("?softmax", "pass"),
        ("%timeit?", "pass"),
        ("%time x = f()", "x = f()"),
        ("x = %time f()", "x = f()"),
        ("if x:\n  %time !ls", "if x:\n  pass"),
        ("x = %time !ls", "pass"),
        ("%timeit f()", "pass"),
        ("%%time?", "pass"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%capture out\n%%timeit -n 3\nx = 1\n!ls", "\n\n\nx = 1\npass"),
        ("  x = 1\n  if x:\n    y = 2", "x = 1\nif x:\n  y = 2"),
        ("# note\n%%time\nx = 1", "# note\npass\nx = 1"),
    ],
)
def test_magics_give_way_and_lines_stay(cell, plain):
    assert to_plain_cell(cell) == PlainCell(plain, passed_over="pass" in plain)


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (">>> def f(x):\n...     return x\n...\n>>> f(1)", "def f(x):\n    return x\n\nf(1)"),
        ("In [12]: x = 1\n    ...: y = 2", "x = 1\ny = 2"),
        ("\n>>> x = 1\n1", "\nx = 1\n1"),
    ],
)
def test_pasted_prompts_are_taken_off(cell, plain):
    assert to_plain_cell(cell) == PlainCell(plain)


@pytest.mark.parametrize(
    "cell",
    [
        "x = 5 % 3\ny = (x\n% 2)\nz = x \\\n% 2",
        "text = '''\n%matplotlib inline\n!ls\nwhat?\n'''",
        'text = """a\n%b \\""" \n!c"""',
        "x = '%d' % 3  # what?",
        "x %= 3\nassert x != 3\nf(a=-3)",
        "print('why?')\n# x = !ls",
        "x = '%'\ny = '!'\nz = 'it\\'s?'",
        "@decorator\ndef f(): return 'a' '''b\n%c'''",
        "x = [\n  1,\n  2]",
        'x = """\n>>> 1 + 1\n"""\n...',
        "x[\n...] = 1",
        "pip = 1\npip in x",
        "f = (1,\nfoo?",
        "",
    ],
)
def test_python_stays_as_it_is(cell):
    assert to_plain_cell(cell) == PlainCell(cell)


@pytest.mark.parametrize("magic", ["bash", "writefile x.py", "html", "my_own"])
def test_cells_in_another_language_are_left_out(magic):
    name = magic.partition(" ")[0]
    assert to_plain_cell(f"%%{magic}\nls") == PlainCell("", f"%%{name} cells are not run")
    assert to_plain_cell(f"%%time\n%%{magic}\nls") == PlainCell("", f"%%{name} cells are not run")


def test_run_is_told():
    assert to_plain_cell("%run a.py\nx = 1").fault.startswith("%run is not supported; import the .py file instead")


@pytest.mark.parametrize(
    "text", ["(" * 50_000, "'" * 50_001, "x = " * 20_000, "\\" * 50_000, "a" * 100_000 + "!", "?" * 9]
)
def test_no_text_takes_long(text):
    assert to_plain_cell(text).source is not None


@pytest.mark.parametrize("text", ["%%" + "a" * 300_000 + "?", "%%time\n" * 50_000 + "x = 1"])
def test_no_head_of_a_cell_takes_long_or_nests_too_deeply(text):
    assert to_plain_cell(text).fault == ""
