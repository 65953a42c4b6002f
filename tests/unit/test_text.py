"""Text that a student could have written, made safe."""

from grader.text import one_line, plural, printable, quote_list


def test_control_sequences_and_addresses_go():
    assert printable("a\x1b[31mred\x1b[0m\x07 <f at 0x7f00deadbeef>\ttab\n\x1b]0;title\x07end\u202e") == (
        "ared� <f at 0x…>    tab\nend�"
    )


def test_text_is_cut():
    assert printable("x" * 50, 10) == "x" * 9 + "…"


def test_one_line():
    assert one_line("a\n  b\tc") == "a b c"


def test_words():
    assert quote_list(["a"]) == "a"
    assert quote_list(["a", "b", "c"]) == "a, b and c"
    assert quote_list([]) == ""
    assert (plural(1, "check"), plural(2, "check")) == ("1 check", "2 checks")


def test_separators_of_lines_that_only_some_readers_know_go():
    assert printable("a\u2028b\u2029c\x85d\x0be") == "a�b�c�d�e"
