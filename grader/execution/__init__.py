"""The trusted side of a call into a student's code: fork server, session, and the `Student` that a check sees."""
