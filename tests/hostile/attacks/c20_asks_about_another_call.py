# expected: died
# class: 20
"""Asks a question in the name of a call that is long over, or never was."""
import os

from target import connection, frame, number, several, text, vector


def double(x):
    question = several(text("ask"), number(10**9), number(-1), several(vector(1.0)), b"m\0\0\0\0")
    os.write(connection(), frame(question))
    os._exit(0)
