# expected: not_attempted: double is not defined
# class: 5
"""Ends politely before anything is defined."""
import sys

sys.exit(0)
double = sys.missing
