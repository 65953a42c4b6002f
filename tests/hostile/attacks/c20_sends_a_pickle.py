# expected: died: broke the connection
# class: 20
"""Sends a pickle that runs a command where it is loaded."""
import os
import pickle

from target import connection, frame


class Command:
    def __reduce__(self):
        return os.system, ("touch /tmp/pickled",)


def double(x):
    os.write(connection(), frame(pickle.dumps(Command())))
    os._exit(0)
