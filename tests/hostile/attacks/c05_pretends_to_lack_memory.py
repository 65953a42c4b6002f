# expected: out_of_memory
# class: 5
"""Ends with the code by which a worker says that it lacks memory: another name for earning nothing."""
import os


def double(x):
    os._exit(112)
