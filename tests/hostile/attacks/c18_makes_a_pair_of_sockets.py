# expected: raised: PermissionError|OSError
# at rlimits: passed
# class: 18
"""Makes two sockets of its own, the beginning of handing descriptors around."""
import socket


def double(x):
    for sock in socket.socketpair():
        sock.close()
    return 2 * x
