"""Judges, shrinks and diagnoses: from a submission to its report."""
