# expected: raised: OSError|PermissionError|FileNotFoundError
# class: 24
"""Opens the terminal of whoever started the grader, to type into it."""


def double(x):
    with open("/dev/tty", "wb", buffering=0) as terminal:
        terminal.write(b"\x1b[2J")
    return 2 * x
