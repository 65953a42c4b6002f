"""Shows the class table on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.reports.palette import FAINT
from grader.reports.terminal import _hanging, points

if TYPE_CHECKING:
    from grader.batch.summary import ClassSummary

MAX_NAME_WIDTH = 20


def render_class(summary: ClassSummary) -> RenderableType:
    """Show a table of students by exercise."""
    table = Table(title=summary.course, title_justify="left", show_footer=True, padding=(0, 0), pad_edge=False)
    # A fixed width makes the headers wrap before the names, which must stay complete to identify a student.
    longest = max((cell_len(student.id) for student in summary.students), default=0)
    table.add_column("student", footer="mean*", width=max(7, min(longest, MAX_NAME_WIDTH)), overflow="fold")
    for exercise in summary.exercises:
        footer = "–" if exercise.mean_score is None else points(exercise.mean_score)
        head = exercise.id.replace("_", "\n")
        table.add_column(f"{head}\nof {points(exercise.max_score)}", justify="right", footer=footer, overflow="fold")
    table.add_column(f"total\nof {points(summary.max_score)}", justify="right")
    remarks: list[RenderableType] = []
    for student in summary.students:
        cells = [
            points(result.score) if result.attempted else "–"
            for result in (student.exercises[exercise.id] for exercise in summary.exercises)
        ]
        table.add_row(Text(student.id), *cells, points(student.score))
        remarks += [_hanging(Text(f"  {student.id}:"), Text(remark)) for remark in student.remarks]
    note = Text("– not attempted; * mean of students who attempted the exercise", style=FAINT)
    mistakes = [
        _hanging(Text(f"  {count} students:"), Text(mistake))
        for exercise in summary.exercises
        for mistake, count in exercise.mistakes.items()
        if count > 1
    ]
    shared: list[RenderableType] = [Text("Common mistakes", style="bold"), *mistakes] if mistakes else []
    unnamed = [
        _hanging(Text(f"  {cluster.count} students:"), Text(f"{cluster.function} in {cluster.exercise}"))
        for cluster in summary.clusters
    ]
    if unnamed:
        shared += [Text("Wrong in the same way, without a name (see grader harvest)", style="bold"), *unnamed]
    return Group(table, note, *shared, *([Text("Remarks", style="bold"), *remarks] if remarks else []))
