# expected: raised: double is not defined because its assignment failed
# class: 5
"""Ends politely before anything is defined."""
import sys

sys.exit(0)
double = sys.missing
