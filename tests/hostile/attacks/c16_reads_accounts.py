# expected: raised: PermissionError|FileNotFoundError
# at rlimits: passed
# class: 16
"""Reads the accounts of the machine."""


def double(x):
    with open("/etc/passwd") as file:
        assert "root" in file.read()
    return 2 * x
