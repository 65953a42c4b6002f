# expected: died: broke the connection
# class: 20
"""Sends an array that claims to have more entries than bytes."""
import os
import struct

from target import call_number, connection, returned


def double(x):
    os.write(connection(), returned(call_number(), b"a\0\0\2" + struct.pack("<2Q", 1 << 40, 1 << 40)))
    os._exit(0)
