"""The grader's version, read by the build as well as by the code, and the name under which it is installed."""

VERSION = "0.1.0"
# An index has somebody else's package under the name `grader`, which is only the import and the command here.
# pyproject.toml must repeat it, since a project's name cannot be read from a file; a test holds the two together.
DISTRIBUTION = "grader-course"
