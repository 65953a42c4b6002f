"""The command line. The help of each command has a description and an example."""

from __future__ import annotations

import gc
import os

import click

from grader.cli import authoring, batch, grade, student
from grader.cli.exit_codes import Commands, run
from grader.version import VERSION

COMMANDS = (
    grade.grade_command,
    batch.batch_command,
    batch.harvest_command,
    batch.doctor_command,
    grade.replay_command,
    grade.schema_command,
    authoring.validate_command,
    authoring.new_command,
    authoring.release_command,
    *student.COMMANDS,
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def cli() -> None:
    """Grade exercises in the mathematics of neural networks."""


for command in COMMANDS:
    cli.add_command(command)


# What a command imports and loads stays until it ends, so looking for garbage among it every 700 objects is in vain.
GARBAGE_OBJECTS = 50_000

# As in the workers. For arrays as small as an exercise's, NumPy's threads take longer to start than they save.
BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    """Run the command line."""
    gc.set_threshold(GARBAGE_OBJECTS)
    for name in BLAS_THREADS:
        os.environ.setdefault(name, "1")
    run(cli)
