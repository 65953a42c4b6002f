# expected: raised
# class: 22
# output: no escapes
"""Puts HTML, Markdown, terminal sequences and what moves the cursor into its texts."""

TEXT = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>[click](javascript:alert(1))![](http://evil/x.png)\n"
    "\x1b[2J\x1b]0;title\x07\x1b]8;;http://evil\x1b\\link\x9b31m\x1bP q\x1b\\\r\x08\x7f\x00\u202e\u2066\u2028\u2029\x85\u200b"
    "[bold red]markup[/] |table|`code` {{7*7}} ${7*7} %s"
)


def double(x):
    print(TEXT)
    raise ValueError(TEXT)
