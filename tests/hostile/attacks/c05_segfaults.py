# expected: died: signal 11
# class: 5
"""Reads at address zero."""
import ctypes


def double(x):
    return ctypes.string_at(0)
