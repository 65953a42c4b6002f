"""The student's loop at home: check, watch, hint, pack."""
