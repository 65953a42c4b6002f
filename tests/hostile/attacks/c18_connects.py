# expected: raised: PermissionError|OSError
# at rlimits: passed; harm: connected
# class: 18
"""Connects to a server and sends it what it knows."""
import socket

from places import PORT


def double(x):
    with socket.create_connection(("127.0.0.1", PORT), timeout=1) as sock:
        sock.sendall(b"secret")
    return 2 * x
