"""Reads what was handed in, and finds the file that is meant."""
