"""What one exercise of one submission may use."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one exercise of one submission may use. `_wall_s` limits count real seconds.

    Once a call of an exercise ran out of time, the others have `hurried_wall_s`: calls take a millisecond or so,
    and what hangs once hangs again. `exercise_wall_s` bounds the time that is spent waiting for calls.
    """

    call_wall_s: float = 1.5
    hurried_wall_s: float = 0.2
    load_wall_s: float = 10.0
    statement_wall_s: float = 1.0
    exercise_wall_s: float = 30.0
    cpu_s: int = 60
    memory_mb: int = 512
    output_chars: int = 2_000
    timeouts_per_function: int = 2
    callbacks_per_call: int = 1_000
