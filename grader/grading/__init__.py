"""Grading: run the checks of a submission, shrink and diagnose failures, and write the report."""
