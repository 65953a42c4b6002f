# expected: raised: KeyError
# class: 4
"""Writes to the files of a GitHub runner, which are named in the environment."""
import os


def double(x):
    for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY", "GITHUB_PATH"):
        with open(os.environ[name], "a") as file:
            file.write("score=4\n")
    return 2 * x
