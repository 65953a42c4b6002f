"""What runs beside a student's code: NumPy, the standard library and nothing else.

Nothing in this folder may import another part of the grader: the fork server loads it on its own,
so that neither checks, nor reference, nor scores are ever in a process that a student can look into.
"""
