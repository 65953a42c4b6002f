# expected: raised: PermissionError|OSError
# at rlimits: passed; harm: connected
# class: 18
"""Sends a datagram, which needs no connection."""
import socket

from places import PORT


def double(x):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"secret", ("127.0.0.1", PORT))
    return 2 * x
