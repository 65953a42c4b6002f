# expected: raised: PermissionError|BlockingIOError|FileNotFoundError
# at rlimits as root: passed
# at rlimits as user: raised: BlockingIOError
# class: 23
"""Sets PATH and LD_PRELOAD and starts a program by its bare name."""
import os
import subprocess


def double(x):
    os.environ.update(PATH="/tmp:/bin:/usr/bin", LD_PRELOAD="/tmp/evil.so")
    subprocess.run(["true"], check=True)
    return 2 * x
