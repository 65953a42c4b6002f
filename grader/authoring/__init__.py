"""Makes, validates and releases exercises."""
