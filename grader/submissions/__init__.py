"""Reads submissions and finds the file that defines an exercise's functions."""
