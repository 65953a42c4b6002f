# expected: timed_out, skipped
# class: 24
"""Waits for a lock that it holds."""
import threading

lock = threading.Lock()


def double(x):
    lock.acquire()
    lock.acquire()
