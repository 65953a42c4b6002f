# expected: passed|raised|died|failed, passed|raised|died|failed
# class: 17
# view: hidden input not shown
"""Reads from the connection during a public call, to print hidden inputs where they are shown."""
import os
import socket
import time

from target import connection


def double(x):
    time.sleep(0.02)
    with socket.socket(fileno=os.dup(connection())) as sock:
        try:
            ahead = sock.recv(1 << 20, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            ahead = b""
    import numpy as np

    for at in range(len(ahead) - 7):
        value = np.frombuffer(ahead[at : at + 8])[0]
        if 7000 < value < 8000:
            print("hidden:", value)
            raise ValueError(f"hidden: {value}")
    return 2 * x
