# expected: timed_out, skipped
# class: 14
"""Makes every clock stand still, then loops without end."""
import time

time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0


def double(x):
    while True:
        pass
