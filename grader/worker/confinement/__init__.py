"""Confines a worker: what it gives up before it sees a line of student code, and how that is checked."""
