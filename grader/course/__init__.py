"""Loads a course, and records what its checks ask."""
