# expected: timed_out, skipped
# class: 24
"""Sleeps."""
import time


def double(x):
    time.sleep(3600)
