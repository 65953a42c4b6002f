"""The trusted side of calls into students' code: fork server, worker sessions, and the student proxy for checks."""
