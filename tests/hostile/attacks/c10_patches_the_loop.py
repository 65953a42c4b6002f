# expected: died|failed
# class: 10
"""Makes the worker's own loop report what it likes: that is what a worker may say, and no more."""
import sys

loop = sys.modules.get("grader.worker.request_loop")
if loop is not None:
    loop.answer_call = lambda *args: loop.wire.encode(("passed", 1, "full marks"))


def double(x):
    return 3 * x
