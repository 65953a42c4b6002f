# expected: failed
# class: 14
"""Switches off collection, warnings and hooks, and lowers the recursion limit."""
import gc
import sys
import warnings

gc.disable()
warnings.simplefilter("error")
sys.excepthook = sys.unraisablehook = sys.displayhook = lambda *args: None
sys.setswitchinterval(1000)
sys.stdout = sys.stderr = None


def double(x):
    return 3 * x
