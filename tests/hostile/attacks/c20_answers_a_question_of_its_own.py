# expected: passed|raised|died, passed|raised|died
# class: 20
"""Writes an answer to itself, as if the grader had been asked and had told the result."""
import os
import socket

from target import connection, frame, several, text, vector


def double(x):
    with socket.socket(fileno=os.dup(connection())) as sock:
        sock.sendall(frame(several(text("answer"), vector(*2 * x))))
    os._exit(0)
