"""Shows the class table on a terminal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.reports.palette import FAINT
from grader.reports.terminal import _hanging, points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions

    from grader.batch.summary import ClassSummary

MIN_NAME_WIDTH, ENOUGH_NAME_WIDTH = 7, 20
MIN_ENDING = 8  # a shorter one takes little room


def render_class(summary: ClassSummary) -> RenderableType:
    """Show a table of students by exercise."""
    ending = find_ending([student.id for student in summary.students])
    names = [student.id.removesuffix(ending) for student in summary.students]
    notes = [Text("– not attempted; * mean of students who attempted the exercise", style=FAINT)]
    if ending:
        notes.append(Text(f"Names are shown without {ending} at the end.", style=FAINT))
    remarks: list[RenderableType] = [
        _hanging(Text(f"  {name}:"), Text(remark))
        for name, student in zip(names, summary.students, strict=True)
        for remark in student.remarks
    ]
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
    table = _ClassTable(summary, names)
    return Group(table, *notes, *shared, *([Text("Remarks", style="bold"), *remarks] if remarks else []))


def find_ending(names: Sequence[str]) -> str:
    """Return the longest ending, from an underscore on, that most names share, as those of a learning platform do.

    Empty if there is none, or if two names would look the same without it.
    """
    found = Counter(name[at:] for name in names for at in range(1, len(name) - MIN_ENDING + 1) if name[at] == "_")
    most = [ending for ending, count in found.items() if count > 1 and 2 * count > len(names)]
    ending = max(most, key=len, default="")
    return ending if len({name.removesuffix(ending) for name in names}) == len(names) else ""


@dataclass(frozen=True)
class _ClassTable:
    """The table without what is below it; its columns depend on the width of the terminal."""

    summary: ClassSummary
    names: list[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Give each exercise its name as a header if no word of it has to break, else a number."""
        exercises, rows = self.summary.exercises, self._rows()
        longest = max(MIN_NAME_WIDTH, *map(cell_len, self.names), 0)
        heads = [exercise.id.replace("_", "\n") for exercise in exercises]
        room = options.max_width - self._width(heads, rows)
        if is_numbered := room < min(longest, ENOUGH_NAME_WIDTH):
            heads = [str(number) for number, _ in enumerate(exercises, 1)]
            room = options.max_width - self._width(heads, rows)
        yield self._build(heads, rows, max(MIN_NAME_WIDTH, min(longest, room)))
        if is_numbered:
            yield Text("\n".join(f"{number} {exercise.id}" for number, exercise in enumerate(exercises, 1)))

    def _rows(self) -> list[list[str]]:
        """Return the cells of each student, without the name."""
        ids = [exercise.id for exercise in self.summary.exercises]
        scores = [[student.exercises[name] for name in ids] for student in self.summary.students]
        return [
            [*(points(one.score) if one.attempted else "–" for one in results), points(student.score)]
            for results, student in zip(scores, self.summary.students, strict=True)
        ]

    def _width(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
        """Return the width of the table without the names, with a line on both sides of each column."""
        columns = zip(self._heads(heads), *rows, strict=True)
        texts = [[*head.split("\n"), *cells] for head, *cells in columns]
        return sum(max(map(cell_len, lines)) + 1 for lines in texts) + 2

    def _heads(self, heads: Sequence[str]) -> list[str]:
        exercises = zip(heads, self.summary.exercises, strict=True)
        named = [f"{head}\nof {points(exercise.max_score)}" for head, exercise in exercises]
        return [*named, f"total\nof {points(self.summary.max_score)}"]

    def _build(self, heads: Sequence[str], rows: Sequence[Sequence[str]], name_width: int) -> Table:
        title = self.summary.course
        table = Table(title=title, title_justify="left", show_footer=True, padding=(0, 0), pad_edge=False)
        # A fixed width makes the headers wrap before the names, which must stay complete to identify a student.
        table.add_column("student", footer="mean*", width=name_width, overflow="fold")
        means = [exercise.mean_score for exercise in self.summary.exercises]
        footers = ["–" if mean is None else points(mean) for mean in means]
        for head, footer in zip(self._heads(heads), [*footers, ""], strict=True):
            table.add_column(head, justify="right", footer=footer, overflow="fold")
        for name, cells in zip(self.names, rows, strict=True):
            table.add_row(Text(name), *cells)
        return table
