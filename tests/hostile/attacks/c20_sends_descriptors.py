# expected: died|raised|timed_out, died|raised|timed_out|skipped
# class: 20
"""Sends descriptors along with each byte, to use up the grader's."""
import array
import os
import socket

from target import connection


def double(x):
    sock = socket.socket(fileno=os.dup(connection()))
    for _ in range(100):
        sock.sendmsg([b"\xff"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 50))])
    os._exit(0)
