# expected: raised: PermissionError|OSError
# at rlimits: passed
# class: 18
"""Opens a socket to the kernel's network configuration."""
import socket


def double(x):
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()
    return 2 * x
