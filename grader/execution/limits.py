"""Resource limits."""

from __future__ import annotations

from typing import Annotated

import msgspec


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Resource limits for one exercise of one submission; `_wall_s` limits are wall-clock seconds.

    After the first time-out in an exercise, later calls get only `hurried_wall_s`: a normal call takes about a
    millisecond, and a function that hung once will hang again. `exercise_wall_s` bounds the total time spent waiting
    for calls. A statement at the top level of a file is stopped after `statement_wall_s`; those that are not imports or
    definitions, the experiments, get `experiments_wall_s` together. `submission_wall_s` bounds a whole submission in a
    batch, reading included; by default it is five times what all exercises may take.
    """

    call_wall_s: float = 1.5
    hurried_wall_s: float = 0.2
    load_wall_s: float = 10.0
    statement_wall_s: float = 1.0
    experiments_wall_s: float = 2.0
    exercise_wall_s: float = 30.0
    cpu_s: int = 60
    memory_mb: int = 512
    output_chars: int = 2_000
    timeouts_per_function: int = 2
    callbacks_per_call: int = 1_000
    submission_wall_s: Annotated[float, msgspec.Meta(gt=0)] | None = None
