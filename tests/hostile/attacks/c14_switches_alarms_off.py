# expected: timed_out, skipped
# class: 14
"""Takes the alarm that limits a statement away, then loops without end."""
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.setitimer = lambda *args: (0.0, 0.0)
signal.alarm(0)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))


def double(x):
    while True:
        pass
