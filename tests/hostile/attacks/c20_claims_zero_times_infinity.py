# expected: died: broke the connection
# class: 20
"""Sends an array with a side of zero, which hides the size of the other."""
import os
import struct

from target import call_number, connection, returned


def double(x):
    os.write(connection(), returned(call_number(), b"a\0\0\2" + struct.pack("<2Q", 0, (1 << 64) - 1)))
    os._exit(0)
