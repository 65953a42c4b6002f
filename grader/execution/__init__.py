"""The trusted side of a call into a student's code: fork server, session, and the student that a check sees."""
