"""The report's types, and everything that is made of a report alone."""
