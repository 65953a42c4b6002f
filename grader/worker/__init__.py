"""The code that shares a process with students' code; it imports only NumPy and the standard library.

Nothing in this folder may import another part of the grader. The fork server loads it alone, so checks, reference
and scores are never in a process that a student's code can inspect.
"""
