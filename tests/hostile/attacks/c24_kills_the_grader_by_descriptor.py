# expected: raised: PermissionError|ProcessLookupError|OSError
# at rlimits: grader killed
# class: 24
"""Opens a descriptor for the grader's process and kills it through that."""
import signal

from places import GRADER
from target import syscall


def double(x):
    signal.pidfd_send_signal(syscall("pidfd_open", GRADER, 0), signal.SIGKILL)
    return 2 * x
