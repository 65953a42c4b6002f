"""The colours of a terminal's text: legible on white and on black, also where there are only sixteen.

Yellow, green and cyan are not: on white, a usual terminal shows them with a contrast of two to one.
"""

from __future__ import annotations

RIGHT = "color(65)"  # a green
WRONG = "red"
NOTICE = "color(63)"  # a blue: hints, and what is to be noted
FAULT = "magenta"  # of the grader
FAINT = "dim"
