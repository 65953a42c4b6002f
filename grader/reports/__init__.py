"""The report's types, and everything that is derived from a report alone."""
